/** Makes an invitation and lets the device that shows it in. */

import { said } from "./clock.js";
import { drawQR } from "./code.js";
import { chosen, worded } from "./preset.js";
import { fill, form, part, show, stamp } from "./dom.js";
import { expect, letIn } from "./letin.js";
import { mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";

const ask = form("invite");
let shown = ""; // the invitation whose link is on the page

async function create() {
	const preset = chosen(ask);
	show("working");
	try {
		give(await mesh.invite({ preset }));
	} catch (error) {
		show("form");
		throw error;
	}
	part("decide").hidden = !preset.administrator;
	letIn(told, report);
	await list();
}

function give(made) {
	shown = made.hash;
	expect(made.expires);
	drawQR(part("invitation-qr"), made.qr);
	part("link").textContent = made.link;
	part("command").textContent = made.command;
	fill(document, { expires: said(made.expires) });
	part("waiting").hidden = false;
	show("made");
}

/** Takes the link of an invitation that is none any more off the page. */
function takeBack() {
	shown = "";
	part("invitation-qr").querySelector("path").removeAttribute("d");
	part("link").textContent = part("command").textContent = "";
	part("arrivals").replaceChildren();
	show("form");
	ask.querySelector('[type="submit"]').focus();
}

async function revoke(hash) {
	await mesh.revoke({ hash });
	if (hash === shown) takeBack();
	await list();
}

function told({ admitted, waiting }) {
	for (const one of admitted) arrive(one, "is a device of your profile now.");
	for (const one of waiting) arrive(one, "waits for you: it asks to become an administration device.", `/devices/pending/${one.device}`);
	if (admitted.length > 0) list().catch(report);
	part("waiting").hidden ||= admitted.length + waiting.length > 0; // an invitation is for one
}

function arrive({ device, name }, text, path = "") {
	const row = stamp("arrival", { name, text });
	row.dataset.device = device;
	const link = row.querySelector("a");
	link.hidden = path === "";
	if (path) link.href = path;
	part("arrivals").querySelector(`[data-device="${device}"]`)?.remove();
	part("arrivals").append(row);
}

async function list() {
	const open = (await mesh.invitations()).filter((one) => !one.spent && !one.stopped && Date.parse(one.expires) > Date.now());
	part("open-list").replaceChildren(...open.map(row));
	part("open").hidden = open.length === 0;
}

function row({ hash, expires, preset }) {
	const item = stamp("invitation", { title: `Whoever comes ${worded(preset)}`, text: `Ends ${said(expires)}` });
	const button = item.querySelector("button");
	button.addEventListener("click", () => attempt(button, () => revoke(hash)));
	return item;
}

if (ask) {
	ask.addEventListener("submit", (event) => {
		event.preventDefault();
		attempt(event.submitter, create);
	});
	letIn(told, report);
	attempt(null, list);
}
