/** The state at a glance: what is not safe yet, and what this browser has verified. */

import { said } from "./clock.js";
import { actions, fill, part } from "./dom.js";
import { letIn } from "./letin.js";
import { refresh } from "./live.js";
import { mesh } from "./mesh.js";
import { rejectable } from "./reject.js";
import { listSecrets } from "./secrets.js";
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

async function storage(refused = false) {
	const kept = await navigator.storage?.persisted?.();
	const may = refused ? "This browser did not promise it: it keeps what belongs to sites that you use often. Until then it may clear your keys." : "This browser may clear your keys when it needs room.";
	const text = kept ? "This browser has promised to keep your keys." : `${may} A second device or the kit gets you back.`;
	mark("storage", Boolean(kept), text, !kept && Boolean(navigator.storage?.persist));
}

/** A kit counts only after a sheet of it was read back, which this browser knows of its own kits alone. */
async function kit(began) {
	const kits = (await mesh.kits()).filter((one) => !one.retired);
	const read = kits.find((one) => one.verified);
	if (read) return mark("kit", true, `Any ${read.quorum} of its ${read.shares} sheets bring the profile back. One was read back on ${said(read.verified)}.`);
	const kept = await mesh.mastersUntil();
	const own = kits.at(-1);
	if (own) return mark("kit", false, `A kit was made here on ${said(own.created)}, and no sheet of it was read back: it does not count yet.${kept ? ` Another one can be made here until ${said(kept.until)}.` : " Keep its sheets, and more than one device that decides."}`, Boolean(kept));
	if (kept) return mark("kit", false, `There is no kit that was read back. It can be made here until ${said(kept.until)}; after that the profile cannot be recovered.`);
	const elsewhere = Number(document.querySelector('[data-check="kit"]').dataset.kits);
	if (elsewhere > 0) return mark("kit", false, "The portal says that a kit was made on another device. This browser does not know whether a sheet of it was read back; look there.", false);
	if (began) return mark("kit", false, "There is no kit, and none can be made any more: this profile cannot be recovered. Keep more than one device that decides.", false);
	mark("kit", false, "No kit is known here. For seven days one can be made on the device that created the profile, or recovered it; without one the profile cannot be recovered.", false);
}

/** Counts who decides by the verified profile, never by the portal. */
function second(devices) {
	const count = devices.filter((one) => one.administrator).length;
	if (count > 1) return mark("second", true, `${count} devices administer this profile: losing one is no loss.`);
	mark("second", false, "Only one device administers this profile. If it is lost, the recovery kit is the only way back.");
}

let epoch = ""; // the recovery that the person was told of

async function check() {
	const seen = await mesh.check();
	epoch = seen.epoch;
	part("epoch").hidden = seen.acknowledged;
	if (seen.alarm) return stopped(seen.alarm);
	const leaves = seen.since === 0 ? `all ${seen.size} leaves of the log` : `the ${seen.size - seen.since} leaves of the log since it joined, not what was before leaf ${seen.since}`;
	mark("portal", true, `Verified by this browser on ${said(seen.time)}: version ${seen.sequence + 1} of the profile, and ${leaves}.`);
}

/** An earlier alarm waits for the person's decision. */
function stopped(kind) {
	document.querySelector('[data-check="portal"] [data-field="fix"]').href = alarmPage(kind);
	mark("portal", false, "The portal contradicted itself earlier. Nothing is written until you have looked at the alarm and decided.");
}

for (const button of actions("persist")) button.addEventListener("click", () => attempt(button, async () => storage(!(await navigator.storage.persist()))));
for (const button of actions("acknowledge")) button.addEventListener("click", () => attempt(button, async () => (await mesh.acknowledge({ epoch }), check())));

rejectable();
storage();
letIn(({ admitted }) => admitted.length && refresh(), report);
/** What other devices change while this page is open. */
async function protection() {
	const devices = await mesh.devices();
	second(devices);
	const self = devices.find((one) => one.this);
	await kit(self.recovered || !self.by);
}

document.addEventListener("mesh:refreshed", () => protection().catch(report));
attempt(null, async () => {
	await protection();
	await check();
	listSecrets(await mesh.secrets());
});
