/** Removes a device: the effect before, the progress during, and what to change after. */

import { actions, part, reveal, show, stamp } from "./dom.js";
import { addressed, holdDevices, nameOf } from "./hold.js";
import { mesh } from "./mesh.js";
import { listSecrets } from "./secrets.js";
import { attempt } from "./trouble.js";

const device = addressed(); // what is shown and removed is this one

/** Lists things by name; what this browser cannot read has its kind alone. */
function list(name, all, none) {
	const place = part(name);
	if (all.length === 0) place.textContent = none;
	else place.replaceChildren(...all.map((one) => stamp("listed", { name: one.name || one.kind || nameOf(one) })));
}

/** Shows what was verified here; only then can the device be removed. */
async function preview() {
	if (!(await holdDevices(device))) return;
	const impact = await mesh.preview({ device });
	list("readable", impact.readable, "nothing");
	list("changed", impact.changed, "nothing");
	list("administrators", impact.administrators, "none");
	for (const button of actions("remove")) button.disabled = false;
}

async function remove() {
	const { left, secrets } = await mesh.remove({ device });
	done(left, secrets, "no-secrets");
}

/** Removes it, or only goes on if it is out already. */
async function goOn() {
	show("working");
	const devices = await mesh.devices();
	await (devices.some((one) => one.id === device) ? remove() : resume());
}

/** Goes on where an interrupted removal stopped. */
async function resume() {
	show("working");
	await mesh.preview({ device }); // it was a device of this profile once
	const { left } = await mesh.finishWork();
	done(left, await mesh.secrets(), "no-list");
}

function done(left, secrets, none) {
	listSecrets(secrets);
	part(none).hidden = secrets.length > 0;
	if (left.length > 0) {
		part("done").textContent = "The device is out, and has lost every right.";
		reveal("left", { left: left.join(", ") });
	}
	show("done");
}

/** Does a step; what fails can be tried again. @param {HTMLButtonElement | null} button @param {() => Promise<void>} step */
function run(button, step) {
	part("retry").hidden = true;
	again = step;
	attempt(button, () => step().catch(stopped));
}

function stopped(error) {
	if (again !== preview) show("stopped");
	part("progress").replaceChildren();
	part("retry").hidden = false;
	throw error;
}

let again = preview;

if (part("removal")) {
	mesh.onprogress = (text) => part("progress").append(stamp("step", { text }));
	for (const button of actions("remove")) button.addEventListener("click", () => run(button, goOn));
	for (const button of actions("again")) button.addEventListener("click", () => run(button, again));
	run(null, document.querySelector("[data-known]") ? preview : resume);
}
