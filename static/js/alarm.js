/** An alarm: what was found, the evidence as a file, and the person's decision. */

import { said } from "./clock.js";
import { actions, fill, part, reveal, show } from "./dom.js";
import { mesh } from "./mesh.js";
import { alarmPage, attempt } from "./trouble.js";
import { used } from "./vault.js";

const kind = document.querySelector("[data-kind]").dataset.kind.replace("-", " ");
let shown = {}; // the log that the person sees, when it is another one

/** The newest evidence of this kind. Who only looks keeps nothing. */
async function evidence() {
	return (await used()) ? (await mesh.evidence()).findLast((one) => one.kind === kind) : undefined;
}

async function start() {
	show("working");
	const found = await evidence().catch((error) => (show(""), Promise.reject(error)));
	if (!found) return show("none");
	fill(document, { message: found.message, account: found.account, found: said(found.found) });
	show("raised");
	if (kind === "new log") offer(await mesh.servedLog());
	else decidable((await mesh.undecided()) === kind);
}

/** Shows the portal's new log: it is what the person decides about. */
function offer({ origin, key, known, other }) {
	if (other) reveal("log", (shown = { origin, key, known }));
	decidable(other);
}

function decidable(yes) {
	for (const button of actions("accept")) button.hidden = !yes;
	part("over").hidden = yes || kind === "frozen";
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
	await mesh.acceptLog({ kind, origin: shown.origin, key: shown.key });
	location.assign("/home");
}

async function again() {
	const seen = await mesh.check();
	if (seen.alarm && seen.alarm !== kind) return location.assign(alarmPage(seen.alarm));
	if (seen.alarm) throw new Error("The portal answers as it should now, but it contradicted itself earlier. Nothing is written until you decide below.");
	location.assign("/home");
}

for (const button of actions("evidence")) button.addEventListener("click", () => attempt(button, save));
for (const button of actions("accept")) button.addEventListener("click", () => attempt(button, accept));
for (const button of actions("again")) button.addEventListener("click", () => attempt(button, again));
if (isSecureContext) attempt(null, start);
