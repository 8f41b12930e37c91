/** One device: its name, its role, and what it may do with each application. */

import { actions, form, part, progress, reveal } from "./dom.js";
import { addressed, holdDevices, nameOf } from "./hold.js";
import { refresh } from "./live.js";
import { mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";

const device = addressed(); // what is signed is about this one
const rights = form("rights");
const box = rights.elements.administrator; // these three are for an administration device
const save = rights.querySelector('[data-action="save"]');
const effect = part("effect");
const was = new WeakMap(); // what a control stands for in the verified profile
let own = false; // it is this browser

const applicationOf = (choice) => choice.closest("[data-application]").dataset.application;
const nameIn = (choice) => choice.closest("[data-application]").querySelector('[data-field="name"]').textContent;
const choices = () => [...part("rights").querySelectorAll("select")];
const changed = () => choices().filter((one) => one.value !== was.get(one));

/** Sets a control to what was verified, unless that is what it was before: then the person's choice stays. */
function set(control, property, value) {
	if (was.has(control) && was.get(control) === value) return;
	was.set(control, value);
	control[property] = value;
}

/** Draws the rights, by the names of those applications that this browser reads. */
function drawRights(one, applications) {
	own = one.this;
	for (const choice of choices()) {
		const shown = applications.find(({ id }) => id === applicationOf(choice));
		if (shown) choice.closest("[data-application]").querySelector('[data-field="name"]').textContent = shown.name || shown.kind;
		set(choice, "value", one.rights[applicationOf(choice)] ?? "");
		choice.disabled = !save;
	}
	if (!box) return;
	set(box, "checked", one.administrator);
	box.disabled = false;
	say();
}

async function hold() {
	const applications = await mesh.applications();
	const known = await holdDevices(device);
	if (!known) return;
	const one = known.get(device);
	drawRights(one, applications);
	const rename = form("rename");
	if (!rename) return;
	set(rename.elements.name, "value", nameOf(one));
	for (const control of rename.elements) control.disabled = false;
}

/** What Save would do, in a line. */
function words() {
	const does = { "": (name) => `it loses ${name}, which is encrypted anew`, reader: (name) => `it reads ${name}`, editor: (name) => `it reads and changes ${name}` };
	const all = changed().map((choice) => does[choice.value](nameIn(choice)));
	if (box.checked !== was.get(box)) all.push(box.checked ? "it decides about devices" : "it does not decide about devices any more");
	return all.join("; ");
}

function say() {
	const text = words();
	save.disabled = text === "";
	if (text) effect.textContent = `When you save: ${text}.`;
	else if (effect.textContent.startsWith("When")) effect.textContent = "";
	part("own").hidden = true;
}

/** Back to what was verified last. */
function reset() {
	for (const choice of choices()) choice.value = was.get(choice);
	box.checked = was.get(box);
	say();
}

/** Signs a change, then shows the device as it is now. @param {HTMLElement} button @param {() => Promise<unknown>} work */
async function change(button, work) {
	part("working").hidden = false;
	mesh.onprogress = progress;
	await attempt(button, async () => {
		await work();
		await hold();
		refresh();
	});
	part("working").hidden = true;
	say();
}

/** Rights first: without administration there is nothing that this browser may sign. */
async function saveAll() {
	const left = [];
	try {
		for (const choice of changed()) left.push(...(await mesh.grant({ application: applicationOf(choice), device, role: choice.value })).left);
		if (box.checked !== was.get(box)) await mesh.setAdministrator({ device, administrator: box.checked });
	} catch (error) {
		reset();
		hold().catch(() => {}); // some of it may be done
		throw error;
	}
	part("left").hidden = true;
	if (left.length > 0) reveal("left", { left: [...new Set(left)].join(", ") });
	effect.textContent = "Saved.";
	if (own && !box.checked) location.reload(); // to a page of a device that does not decide
}

if (save) {
	rights.addEventListener("change", say);
	rights.addEventListener("submit", (event) => {
		event.preventDefault();
		if (!own || box.checked || !was.get(box)) return change(save, saveAll);
		part("own").hidden = false; // asked once
		actions("sure")[0].focus();
	});
	for (const button of actions("sure")) button.addEventListener("click", () => change(button, saveAll));
	form("rename").addEventListener("submit", (event) => {
		event.preventDefault();
		change(event.submitter, () => mesh.rename({ device, name: event.target.elements.name.value.trim() }));
	});
}
attempt(null, hold);
document.addEventListener("mesh:refreshed", () => hold().catch(report));
