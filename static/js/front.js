/** The front door: says whether this browser can hold keys, and whether it does. */

import { device } from "./agent.js";
import { part, reveal } from "./dom.js";

if (!isSecureContext) {
	part("insecure").hidden = false;
} else {
	const known = await device();
	if (known?.member) reveal("known", { account: known.account });
}
