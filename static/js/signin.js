/** Signs in with this browser's key, then shows the page that was asked for. */

import { device, signIn } from "./agent.js";
import { actions, complain, fill, part, show } from "./dom.js";

const tried = "mesh-signed-in"; // when this tab was let in, while it has not seen a page of its session

/** Whether this tab was let in and is asked again at once: the browser refuses the cookie. */
async function refused() {
	const recently = Date.now() - Number(sessionStorage.getItem(tried)) < 10_000;
	sessionStorage.removeItem(tried);
	const again = recently && (await fetch(location.pathname, { cache: "no-store" }).catch(() => null));
	if (!again || again.status !== 401) return false; // the cookie came a moment too late, or nothing is known
	localStorage.setItem("mesh-cookie-refused", "yes");
	return true;
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
		if (await refused()) throw new Error("You were let in, but this browser did not keep the session: on plain http it takes no secure cookie. Nothing was lost; open the portal over https, or use another browser.");
		await signIn();
		sessionStorage.setItem(tried, Date.now());
		location.reload();
	} catch (error) {
		show("refused");
		part("guess").hidden = part("again").hidden = error.status !== 401;
		complain(error.message);
	}
}

// A link that another web site has led to proves nothing, after signing in as before.
if (document.querySelector("[data-foreign]")) sessionStorage.setItem("mesh-foreign", location.pathname);
for (const button of actions("retry")) button.addEventListener("click", enter);
if (isSecureContext) enter();
