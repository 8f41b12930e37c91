/** Creates a profile: keys and documents are made in this browser. */

import { device, signIn } from "./agent.js";
import { browserName } from "./browser.js";
import { complain, fill, form, part, progress, show } from "./dom.js";
import { mesh } from "./mesh.js";
import { report } from "./trouble.js";

const ask = form("join");
const portal = document.body.dataset.portal;
const hint = part("hint");
const usual = hint?.textContent;

const account = () => `${ask.elements.name.value.trim().toLowerCase().replace(`@${portal}`, "")}@${portal}`;

/** Asks the portal whether the name is free. */
async function look() {
	const name = account();
	const body = JSON.stringify({ ValidateAccount: { Account: name } });
	const response = await fetch("/.well-known/mmm/", { method: "POST", body, headers: { "Content-Type": "application/json" } });
	if (!response.ok || name !== account()) return;
	const { ValidateResponse: answer } = await response.json();
	hint.textContent = answer.Valid ? `${name} is free.` : `${answer.Reason}.`;
	ask.elements.name.setAttribute("aria-invalid", String(!answer.Valid));
}

let timer = 0;

function typed() {
	clearTimeout(timer);
	hint.textContent = usual;
	ask.elements.name.removeAttribute("aria-invalid");
	if (ask.elements.name.value.trim() !== "") timer = setTimeout(() => look().catch(() => {}), 300);
}

async function create(event) {
	event.preventDefault();
	complain("");
	show("working");
	mesh.onprogress = progress;
	try {
		await mesh.create({ account: account(), name: ask.elements.device.value.trim(), token: ask.elements.token?.value.trim() ?? "" });
		navigator.storage?.persist?.(); // the answer may take its time; the home page shows it
		await signIn();
		location.assign("/join/kit");
	} catch (error) {
		await standing().catch(() => show("form"));
		report(error);
	}
}

/** Shows the form, or what this browser is already: it may have been made, and only the sign-in failed. */
async function standing() {
	const known = await device();
	if (known?.lost) return location.replace("/lost");
	if (known?.member) fill(document, { account: known.account });
	show(known?.member ? "joined" : "form");
}

if (ask && isSecureContext) {
	ask.elements.device.value = browserName();
	ask.elements.name.addEventListener("input", typed);
	ask.addEventListener("submit", create);
	standing();
}
