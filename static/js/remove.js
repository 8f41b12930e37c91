/** Removes a device: the effect before, the progress during, and what to change after. */

import { actions, part, reveal, show, stamp } from "./dom.js";
import { holdDevices } from "./hold.js";
import { mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";

const removal = part("removal");

/** Lists applications by name; what this browser cannot read has its kind alone. */
function list(name, all, none) {
	const place = part(name);
	if (all.length === 0) place.textContent = none;
	else place.replaceChildren(...all.map((one) => stamp("application", { name: one.name || one.kind })));
}

async function preview(device) {
	const impact = await mesh.preview({ device });
	list("readable", impact.readable, "nothing");
	list("changed", impact.changed, "nothing");
}

function step(text) {
	part("progress").append(stamp("step", { text }));
}

async function remove(device) {
	show("working");
	mesh.onprogress = step;
	done(await mesh.remove({ device }));
}

/** Goes on where an interrupted removal stopped. */
async function resume() {
	mesh.onprogress = step;
	await mesh.preview({ device: removal.dataset.device }); // it was a device of this profile once
	done({ ...(await mesh.finishWork()), secrets: await mesh.secrets() });
}

function done({ left, secrets }) {
	part("secrets-list").replaceChildren(...secrets.map(({ title }) => stamp("secret", { title })));
	part("secrets").hidden = secrets.length === 0;
	part("no-secrets").hidden = secrets.length > 0;
	if (left.length > 0) {
		part("done").textContent = "The device is out, and has lost every right.";
		reveal("left", { left: left.join(", ") });
	}
	show("done");
}

if (removal) {
	const { device, member } = removal.dataset;
	const again = (error) => {
		if (member === "true") show("preview");
		report(error);
	};
	for (const button of actions("remove")) button.addEventListener("click", () => attempt(button, () => remove(device).catch(again)));
	if (member === "true") attempt(null, () => holdDevices().then(() => preview(device)));
	else resume().catch(report);
}
