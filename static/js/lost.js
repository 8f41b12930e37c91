/** A browser that has lost its keys: what is left of the old device is forgotten only when its person goes on. */

import { device } from "./agent.js";
import { actions } from "./dom.js";
import { clear } from "./vault.js";

const known = await device();
if (known && !known.lost) location.replace("/home");
for (const link of actions("forget")) {
	link.addEventListener("click", async (event) => {
		event.preventDefault();
		await clear();
		await fetch("/session/end", { method: "POST" }); // of the device that is gone
		location.assign(link.href);
	});
}
