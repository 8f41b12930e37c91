/** Asks to join a profile, and waits for the answer. */

import { device, signIn } from "./agent.js";
import { browserName } from "./browser.js";
import { left } from "./clock.js";
import { drawCode, drawQR } from "./code.js";
import { actions, complain, fill, form, part, show } from "./dom.js";
import { mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";

const ask = form("ask");
const every = 1500; // between looks, in milliseconds
let invitation = "";
let account = "";

/** Takes an invitation from the fragment or from what was pasted; the fragment does not stay in the address. */
async function invited(text) {
	const read = await mesh.readInvitation({ text });
	invitation = text;
	account = read.account;
	fill(document, { account });
	drawCode(part("invited-profile"), read.profile);
	part("invited").hidden = false;
	part("account-field").hidden = part("ask-lead").hidden = part("ask-hint").hidden = true;
	ask.elements.account.required = false;
}

async function submit(event) {
	event.preventDefault();
	const typed = ask.elements.account.value.trim();
	await attempt(event.submitter, async () => {
		if (!invitation && typed.includes("#")) return invited(typed);
		account ||= typed.includes("@") ? typed : `${typed}@${document.body.dataset.portal}`;
		await request();
	});
}

async function request() {
	show("working");
	try {
		wait(await mesh.connect({ account, name: ask.elements.device.value.trim(), invitation }));
	} catch (error) {
		show("ask");
		if (!invitation) account = "";
		throw error;
	}
}

function wait(joining) {
	account = joining.account;
	fill(document, { account });
	drawCode(part("code"), joining.code);
	drawQR(part("link-qr"), joining.qr);
	part("link").textContent = joining.link;
	part("code-text").textContent = joining.code;
	show("pending");
	const tick = () => (part("left").textContent = left(joining.expires));
	tick();
	const ticking = setInterval(tick, 500);
	watch().finally(() => clearInterval(ticking));
}

/** Looks until the request has ended; a portal that does not answer is asked again. */
async function watch() {
	for (;;) {
		await new Promise((next) => setTimeout(next, every));
		try {
			const { status } = await mesh.joinStatus();
			if (status === "accepted") return enter();
			if (status !== "pending") return show(status);
		} catch (error) {
			if (error.code === "no-request") return show("ask");
			if (error.code !== "network") return report(error);
		}
	}
}

async function enter() {
	show("accepted");
	navigator.storage?.persist?.(); // the answer may take its time; the home page shows it
	await signIn();
	location.assign("/home");
}

async function start() {
	ask.elements.device.value = browserName();
	const fragment = location.hash.slice(1);
	if (fragment) history.replaceState(null, "", location.pathname);
	const known = await device();
	if (known?.lost) return location.replace("/lost");
	if (known?.member) {
		if (await removed()) return;
		fill(document, { account: known.account });
		return show("joined");
	}
	if (fragment) return invited(fragment);
	if (known) {
		const joining = await mesh.joinStatus();
		account = joining.account;
		if (joining.status === "pending") wait(joining);
		else if (joining.status === "accepted") enter();
		else show(joining.status);
	}
}

/** A device that was removed begins anew: its form is shown with the account that it had. */
async function removed() {
	try {
		await mesh.check();
		return false;
	} catch (error) {
		if (error.code !== "removed" && error.code !== "erased") return false;
		ask.elements.account.value = (await device()).account;
		complain("The portal says that this browser was removed from the profile. It can ask to join again, with new keys; what it knows is kept until then.");
		return true;
	}
}

ask.addEventListener("submit", submit);
for (const button of actions("cancel")) button.addEventListener("click", () => attempt(button, async () => (await mesh.cancel(), location.reload())));
for (const button of actions("retry")) button.addEventListener("click", () => attempt(button, request));
attempt(null, start);
