/** Signs in with this browser's key, then shows the page that was asked for. */

import { device, signIn } from "./agent.js";
import { actions, complain, fill, show } from "./dom.js";

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
		await signIn();
		location.reload();
	} catch (error) {
		show("refused");
		complain(error.message);
	}
}

for (const button of actions("retry")) button.addEventListener("click", enter);
enter();
