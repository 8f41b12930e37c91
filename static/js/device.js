/** One device: its name, its role, and what it may do with each application. */

import { actions, form, part } from "./dom.js";
import { holdDevices } from "./hold.js";
import { mesh } from "./mesh.js";
import { attempt } from "./trouble.js";

const { device } = part("this-device").dataset;

/** Signs a change, then shows the page as it is now. @param {HTMLElement | null} button @param {() => Promise<unknown>} work */
function change(button, work) {
	part("working").hidden = false;
	attempt(button, async () => {
		await work();
		location.reload();
	}).finally(() => (part("working").hidden = true));
}

/** The names of applications are encrypted; this browser reads those that it may. */
async function names() {
	for (const { id, name } of await mesh.applications()) {
		const row = document.querySelector(`[data-application="${id}"] [data-field="name"]`);
		if (row && name) row.textContent = name;
	}
}

form("rename")?.addEventListener("submit", (event) => {
	event.preventDefault();
	change(event.submitter, () => mesh.rename({ device, name: event.target.elements.name.value.trim() }));
});
for (const button of actions("promote")) button.addEventListener("click", () => change(button, () => mesh.setAdministrator({ device, administrator: true })));
for (const button of actions("demote")) button.addEventListener("click", () => change(button, () => mesh.setAdministrator({ device, administrator: false })));
for (const choice of actions("grant")) {
	const { application } = choice.closest("[data-application]").dataset;
	choice.addEventListener("change", () => change(null, () => mesh.grant({ application, device, role: choice.value })));
}
attempt(null, async () => {
	await holdDevices();
	await names();
});
