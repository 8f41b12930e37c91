/** Holds what the portal shows of devices to the profile that this browser has verified, and draws it from there. */

import { drawCode, weave } from "./code.js";
import { agrees, doubt } from "./doubt.js";
import { mesh } from "./mesh.js";

const held = new WeakSet(); // the places whose text is this browser's own

/** A device's name for people. @param {{name: string} | undefined} device */
export const nameOf = (device) => device?.name || "a device without a name";

function role({ administrator, rights }) {
	const roles = Object.values(rights);
	if (administrator) return "Administers this profile";
	if (roles.includes("editor")) return "Reads and changes";
	return roles.includes("reader") ? "Reads" : "Has no rights yet";
}

function power(device, known) {
	if (!device.administrator) return "It does not decide about devices.";
	const only = [...known.values()].filter((one) => one.administrator).length === 1;
	return `It lets devices in, removes them and decides about rights.${only ? " It is the only one that does." : ""}`;
}

function came({ by, recovered }) {
	if (recovered) return "Came by recovery";
	return by ? "Approved by" : "Began this profile";
}

/** The words for a device, by the data-verified of their places; handlers/words.go has the same. */
function words(device, known) {
	const roles = Object.values(device.rights);
	return {
		id: device.id, name: nameOf(device), claimed: device.claimed || nameOf(), role: role(device), power: power(device, known),
		reads: `reads ${roles.filter((one) => one).length} of ${roles.length} applications`,
		came: came(device), by: known.has(device.by) ? nameOf(known.get(device.by)) : device.by, this: device.this ? "this browser" : "",
	};
}

const places = (row) => [...row.querySelectorAll("[data-verified]")];
const code = (row) => row.querySelector("[data-code]");
const groups = (place) => [...place.querySelectorAll(".code-group")].map((group) => group.lastChild.textContent).join("-");

const granted = (row) => [...row.querySelectorAll("[data-application]")];

/** Whether a row lists other rights than the device has, where it lists them. */
function misjudges(row, { rights, administrator }) {
	const list = granted(row);
	const box = row.querySelector('[name="administrator"]');
	if (box && !held.has(box) && box.defaultChecked !== administrator) return true;
	if (row.querySelector('[data-part="rights"]') && list.length !== Object.keys(rights).length) return true;
	return list.some((one) => !held.has(one) && one.querySelector("option[selected]")?.value !== rights[one.dataset.application]);
}

/** Whether a row says of its device what the profile does not. */
function differs(row, known) {
	const device = known.get(row.dataset.known);
	if (!device) return true;
	const right = words(device, known);
	const place = code(row);
	if (place && (place.dataset.code !== device.id || groups(place) !== device.id)) return true;
	return misjudges(row, device) || places(row).some((one) => !held.has(one) && one.textContent !== right[one.dataset.verified]);
}

function draw(row, known) {
	const device = known.get(row.dataset.known);
	const right = words(device, known);
	for (const place of places(row)) {
		if (place.dataset.verified !== "reads" || !held.has(place)) place.textContent = right[place.dataset.verified];
		held.add(place);
	}
	for (const place of [...granted(row), ...row.querySelectorAll('[name="administrator"]')]) held.add(place); // device.js sets them
	const band = row.querySelector(':scope > .weave > [data-field="weave"]');
	band?.setAttribute("d", weave(device.id.split("-")));
	if (code(row)) drawCode(code(row), device.id);
	for (const link of row.querySelectorAll('a[href^="/devices/"]')) {
		link.href = `/devices/${device.id}${link.pathname.endsWith("/remove") ? "/remove" : ""}`;
		if (link.ariaLabel) link.ariaLabel = `Open ${right.name}`;
	}
}

/** The row that contradicts the profile, or the list that lacks one. */
function wrong(rows, known, only) {
	const list = document.querySelector('[data-live="connected"]');
	const row = rows.find((one) => (only && one.dataset.known !== only) || differs(one, known));
	return row ?? (list && rows.length !== known.size ? list : null);
}

/** What is verified now, what the page shows now, and where they differ. */
async function look(only) {
	const devices = await mesh.devices();
	const known = new Map(devices.map((one) => [one.id, one]));
	const rows = [...document.querySelectorAll("[data-known]")];
	return { devices, known, rows, fault: wrong(rows, known, only) };
}

/**
 * Compares every data-known with the verified profile, then writes the verified
 * values into it. Where they differ it leads away and answers null.
 * @param {string} only the device that the page is about, if it is about one
 * @returns {Promise<Map<string, object> | null>} the verified devices
 */
export async function holdDevices(only = "") {
	let now = await look(only);
	if (now.fault) now = await look(only); // the page may be newer than what was verified
	if (now.fault) {
		await doubt("The portal’s page shows a device otherwise than your verified profile does.", now.fault, now.devices);
		return null;
	}
	agrees();
	for (const row of now.rows) draw(row, now.known);
	return now.known;
}

/** The device that the address names. */
export const addressed = () => location.pathname.split("/")[2];
