/** The list of devices: reject a request, and let invited devices in. */

import { reveal } from "./dom.js";
import { holdDevices } from "./hold.js";
import { letIn } from "./letin.js";
import { rejectable } from "./reject.js";
import { refresh } from "./live.js";
import { mesh } from "./mesh.js";
import { report } from "./trouble.js";

const most = 3; // names in a row

function told({ admitted }) {
	if (admitted.length === 0) return;
	reveal("letin", { text: `Let in by your invitation: ${admitted.map((one) => one.name).join(", ")}` });
	refresh();
}

/** What a device reads, by name where this browser can read it too. */
function reads({ rights }, applications) {
	const names = applications.filter((one) => rights[one.id]).map((one) => one.name || one.kind);
	if (names.length === 0) return "reads nothing";
	if (names.length > most && names.length === applications.length) return `reads all ${names.length} applications`;
	const more = names.length > most ? ` and ${names.length - most} more` : "";
	return `reads ${names.slice(0, most).join(", ")}${more}`;
}

async function hold() {
	const applications = await mesh.applications();
	const known = await holdDevices(); // and nothing in between: the rows may be others a moment later
	if (!known) return;
	for (const row of document.querySelectorAll("[data-known]")) {
		row.querySelector('[data-verified="reads"]').textContent = reads(known.get(row.dataset.known), applications);
	}
}

rejectable();
hold().catch(report);
document.addEventListener("mesh:refreshed", () => hold().catch(report));
letIn(told, report);
