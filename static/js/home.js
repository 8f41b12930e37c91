/** The state at a glance: what is not safe yet, and what this browser has verified. */

import { said } from "./clock.js";
import { actions, fill, part, reveal, stamp } from "./dom.js";
import { letIn } from "./letin.js";
import { refresh } from "./live.js";
import { mesh } from "./mesh.js";
import { rejectable } from "./reject.js";
import { alarmPage, attempt, report } from "./trouble.js";

/** Marks a point of the list. @param {string} name @param {boolean} good @param {string} text @param {boolean} fixable */
function mark(name, good, text, fixable = !good) {
	const point = document.querySelector(`[data-check="${name}"]`);
	fill(point, { text });
	point.classList.toggle("is-good", good);
	point.classList.toggle("is-open", !good);
	const fix = point.querySelector('[data-field="fix"]');
	if (fix) fix.hidden = !fixable;
}

async function storage() {
	const kept = await navigator.storage?.persisted?.();
	const text = kept ? "This browser has promised to keep your keys." : "This browser may clear your keys when it needs room. A second device or the kit gets you back.";
	mark("storage", Boolean(kept), text, !kept && Boolean(navigator.storage?.persist));
}

async function kit() {
	const kits = (await mesh.kits()).filter((one) => !one.retired);
	const read = kits.find((one) => one.verified);
	if (read) return mark("kit", true, `Any ${read.quorum} of its ${read.shares} sheets bring the profile back. One was read back on ${said(read.verified)}.`);
	const kept = await mesh.mastersUntil();
	if (kept) return mark("kit", false, `There is no kit that was read back. It can be made here until ${said(kept.until)}; after that the profile cannot be recovered.`);
	const elsewhere = Number(document.querySelector('[data-check="kit"]').dataset.kits);
	if (elsewhere > 0) return mark("kit", true, "A kit was made on another device.", false);
	mark("kit", false, "There is no kit, and none can be made any more: this profile cannot be recovered. Keep more than one device that decides.", false);
}

async function check() {
	const seen = await mesh.check();
	part("epoch").hidden = seen.acknowledged;
	if (seen.alarm) return stopped(seen.alarm);
	mark("portal", true, `Verified by this browser: version ${seen.sequence + 1} of the profile, and all ${seen.size} leaves of the log since it joined, up to ${said(seen.time)}.`);
}

/** An earlier alarm waits for the person's decision. */
function stopped(kind) {
	document.querySelector('[data-check="portal"] [data-field="fix"]').href = alarmPage(kind);
	mark("portal", false, "The portal contradicted itself earlier. Nothing is written until you have looked at the alarm and decided.");
}

async function secrets() {
	const all = await mesh.secrets();
	part("secrets-list").replaceChildren(...all.map(({ title }) => stamp("secret", { title })));
	part("secrets").hidden = all.length === 0;
}

for (const button of actions("persist")) button.addEventListener("click", () => attempt(button, async () => (await navigator.storage.persist(), storage())));
for (const button of actions("acknowledge")) button.addEventListener("click", () => attempt(button, async () => (await mesh.acknowledge(), check())));

rejectable();
storage();
letIn(({ admitted }) => admitted.length && refresh(), report);
attempt(null, async () => {
	await kit();
	await check();
	await secrets();
});
