/** A browser that has lost its keys: what is left of the old device is forgotten only when its person goes on. */

import { device } from "./agent.js";
import { actions, complain } from "./dom.js";
import { clear } from "./vault.js";

const invitation = location.hash; // that was opened here; it goes on with the person
if (invitation) history.replaceState(null, "", location.pathname);

/** Ends the session of the device that is gone, then forgets the rest of it. */
async function forget() {
	await fetch("/session/end", { method: "POST" });
	await clear();
}

for (const link of actions("forget")) {
	link.addEventListener("click", async (event) => {
		event.preventDefault();
		try {
			await forget();
			location.assign(link.pathname + invitation);
		} catch {
			complain("The portal cannot be reached. Nothing was forgotten; try again.");
		}
	});
}

const known = await device();
if (known && !known.lost) location.replace("/home");
