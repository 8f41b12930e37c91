/** Signs in with this browser's key, then shows the page that was asked for. */

import { device, signIn } from "./agent.js";
import { actions, complain, fill, show } from "./dom.js";

const tried = "mesh-signed-in"; // when this tab was let in last

/** Whether this tab was let in a moment ago and is asked again: the browser refuses the cookie. */
function refused() {
	const recently = Date.now() - Number(sessionStorage.getItem(tried)) < 10_000;
	sessionStorage.removeItem(tried);
	if (recently) localStorage.setItem("mesh-cookie-refused", "yes");
	return recently;
}

async function enter() {
	show("working");
	const known = await device();
	if (!known) return show("none");
	if (known.lost) return location.replace("/lost");
	if (!known.member) {
		fill(document, { account: known.account });
		return show("pending");
	}
	try {
		if (refused()) throw new Error("You were let in, but this browser did not keep the session: on plain http it takes no secure cookie. Nothing was lost; open the portal over https, or use another browser.");
		await signIn();
		sessionStorage.setItem(tried, Date.now());
		location.reload();
	} catch (error) {
		show("refused");
		complain(error.message);
	}
}

for (const button of actions("retry")) button.addEventListener("click", enter);
enter();
