/** What every page does: the reader's times, countdowns, copying, and noticing that there are no keys to be had, or that they are lost. */

import { device } from "./agent.js";
import { count, localise } from "./clock.js";
import { part, reveal, show } from "./dom.js";
import { follow, refresh } from "./live.js";

if (document.body.dataset.account) sessionStorage.removeItem("mesh-signed-in"); // the session holds
if (document.body.dataset.account) follow(); // before anything is rewritten
if (!isSecureContext) {
	reveal("insecure");
	show(""); // what works with a key would not
}
localise(document);
count(() => {});
setInterval(() => count(expired), 1000);

document.addEventListener("click", async (event) => {
	const button = event.target.closest?.("[data-copy]");
	if (!button) return;
	const element = document.querySelector(button.dataset.copy);
	const label = button.querySelector("span");
	button.dataset.label ??= label.textContent;
	label.textContent = await navigator.clipboard.writeText(element.textContent.trim()).then(
		() => "Copied",
		() => (getSelection().selectAllChildren(element), "Selected: copy it"),
	);
	setTimeout(() => (label.textContent = button.dataset.label), 5000);
});

/** A link that carries something secret was opened while its page was shown already; skip links lead to an element. */
addEventListener("hashchange", () => {
	if (location.hash && !document.getElementById(location.hash.slice(1))) location.reload();
});

/** Something that was counted down has ended: here, and a moment later at a portal whose clock is behind. */
function expired() {
	for (const wait of [0, 2000]) {
		setTimeout(() => {
			document.dispatchEvent(new Event("mesh:changed"));
			refresh();
		}, wait);
	}
}

const offline = () => {
	const notice = part("offline");
	if (notice) notice.hidden = navigator.onLine;
};
addEventListener("online", () => {
	offline();
	refresh();
});
addEventListener("offline", offline);
offline();

/** Pages that are there for whoever comes, with keys or without; /connect looks by itself, so that no invitation is lost. */
const forAll = /^\/($|lost$|connect$|recover$|help(\/|$)|alarm\/)/;

/** A session whose browser has lost the keys of its device leads to a way out. */
async function notice() {
	const known = await device();
	if (!known || known.lost) location.replace("/lost");
}

if (document.body.dataset.account && !forAll.test(location.pathname)) notice();
