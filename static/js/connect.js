/** Asks to join a profile, and goes on once this browser was let in. */

import { device, signIn } from "./agent.js";
import { browserName } from "./browser.js";
import { drawCode } from "./code.js";
import { actions, complain, fill, form, part, reveal, show } from "./dom.js";
import { mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";
import { answered } from "./waiting.js";

const ask = form("ask");
const field = ask.elements.account;
const moment = 2000; // in which a person reads who let this browser in, in milliseconds
let invitation = "";
let account = "";

/** Takes an invitation from the fragment or from what was pasted; it stays neither in the address nor in a field. */
async function invited(text) {
	const read = await mesh.readInvitation({ text });
	invitation = text;
	account = read.account;
	fill(document, { account });
	drawCode(part("invited-profile"), read.profile);
	part("invited").hidden = false;
	part("account-field").hidden = part("ask-lead").hidden = part("ask-hint").hidden = true;
	field.required = false;
	field.value = "";
}

/** An invitation is secret: it leaves the field at once, and no browser offers it again. */
function typed({ inputType }) {
	field.autocomplete = field.value.includes("#") ? "off" : "username";
	if (field.value.includes("#") && inputType !== "insertText") attempt(null, () => invited(taken()));
}

function taken() {
	const text = field.value.trim();
	if (text.includes("#")) field.value = "";
	return text;
}

async function submit(event) {
	event.preventDefault();
	const text = taken();
	await attempt(event.submitter, async () => {
		if (!invitation && text.includes("#")) return invited(text);
		account ||= text.includes("@") ? text : `${text}@${document.body.dataset.portal}`;
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

/** Stays with a request until it has ended. */
function wait(joining) {
	account = joining.account;
	answered(joining).then(decided).catch((error) => (error.code === "no-request" ? show("ask") : report(error)));
}

async function decided({ status, by }) {
	complain("");
	if (status !== "accepted") return show(status);
	if (by) reveal("by", { by });
	show("accepted");
	navigator.storage?.persist?.(); // the answer may take its time; the home page shows it
	try {
		await Promise.all([signIn(), new Promise((read) => setTimeout(read, by ? moment : 0))]);
		location.assign("/home");
	} catch (error) {
		complain(error.message);
		part("go-on").hidden = false;
	}
}

async function start() {
	ask.elements.device.value = browserName();
	const fragment = location.hash.slice(1);
	if (fragment) history.replaceState(null, "", location.pathname);
	const known = await device();
	if (known ? known.lost : document.body.dataset.account) return location.replace("/lost" + (fragment && `#${fragment}`));
	if (known?.member && !(await removed())) {
		fill(document, { account: known.account });
		return show("joined");
	}
	if (fragment) return invited(fragment);
	if (!known || known.member) return;
	const joining = await mesh.joinStatus();
	account = joining.account;
	if (joining.status === "pending") wait(joining);
	else await decided(joining);
}

/** A device that was removed begins anew: its form is shown with the account that it had. */
async function removed() {
	try {
		await mesh.check();
		return false;
	} catch (error) {
		if (error.code !== "removed" && error.code !== "erased") return false;
		field.value = (await device()).account;
		complain("The portal says that this browser was removed from the profile. It can ask to join again, with new keys; what it knows is kept until then.");
		return true;
	}
}

field.addEventListener("input", typed);
ask.addEventListener("submit", submit);
for (const button of actions("cancel")) button.addEventListener("click", () => attempt(button, async () => (await mesh.cancel(), location.reload())));
for (const button of actions("retry")) button.addEventListener("click", () => attempt(button, request));
if (isSecureContext) attempt(null, start);
