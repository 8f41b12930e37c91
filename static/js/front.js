/** The front door: says whether this browser can hold keys, and whether it does. */

import { device } from "./agent.js";
import { part, reveal } from "./dom.js";

if (!isSecureContext) {
	part("insecure").hidden = false;
} else {
	const known = await device();
	if (known?.member) reveal("known", { account: known.account });
	if (localStorage.getItem("mesh-cookie-refused") && !document.body.dataset.account) reveal("cookies");
	else localStorage.removeItem("mesh-cookie-refused");
}
