/** An alarm: what was found, the evidence as a file, and the person's decision. */

import { said } from "./clock.js";
import { actions, reveal } from "./dom.js";
import { mesh } from "./mesh.js";
import { attempt } from "./trouble.js";

const kind = document.querySelector("[data-kind]").dataset.kind.replace("-", " ");

/** The newest evidence of this kind. */
async function evidence() {
	return (await mesh.evidence()).findLast((one) => one.kind === kind);
}

async function start() {
	const found = await evidence();
	if (!found) return;
	reveal("evidence", { message: found.message, account: found.account, found: said(found.found) });
	for (const button of actions("evidence")) button.hidden = false;
}

/** Saves the evidence; it holds signed documents and checkpoints, and no secret. */
async function save() {
	const found = await evidence();
	const file = new Blob([JSON.stringify(found, null, "\t")], { type: "application/json" });
	const link = document.createElement("a");
	link.href = URL.createObjectURL(file);
	link.download = `mesh-evidence-${found.kind.replace(" ", "-")}-${found.found.slice(0, 10)}.json`;
	link.click();
	URL.revokeObjectURL(link.href);
}

async function accept() {
	await mesh.acceptLog();
	location.assign("/home");
}

async function again() {
	const seen = await mesh.check();
	if (seen.alarm) throw new Error("The portal answers as it should now, but it contradicted itself earlier. Nothing is written until you decide below.");
	location.assign("/home");
}

for (const button of actions("evidence")) button.addEventListener("click", () => attempt(button, save));
for (const button of actions("accept")) button.addEventListener("click", () => attempt(button, accept));
for (const button of actions("again")) button.addEventListener("click", () => attempt(button, again));
attempt(null, start);
