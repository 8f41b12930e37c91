/** The front door: says whether this browser holds keys. */

import { device } from "./agent.js";
import { reveal } from "./dom.js";

if (isSecureContext) {
	const known = await device();
	if (known?.member) reveal("known", { account: known.account });
	if (localStorage.getItem("mesh-cookie-refused") && !document.body.dataset.account) reveal("cookies");
	else localStorage.removeItem("mesh-cookie-refused");
}
