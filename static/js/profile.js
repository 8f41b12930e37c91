/** Says whether this browser has verified what the page shows. */

import { said } from "./clock.js";
import { reveal } from "./dom.js";
import { mesh } from "./mesh.js";
import { alarmPage, attempt } from "./trouble.js";

attempt(null, async () => {
	const seen = await mesh.check();
	const shown = document.querySelector("[data-code]").dataset.code;
	if (shown !== seen.profile) return location.assign(alarmPage("substitution"));
	reveal("verified", { text: `This browser has verified version ${seen.sequence + 1}, at ${said(seen.time)}, in a log of ${seen.size} leaves.` });
});
