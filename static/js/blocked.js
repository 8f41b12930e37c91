/** Lets a blocked device ask again. */

import { refresh } from "./live.js";
import { mesh } from "./mesh.js";
import { attempt } from "./trouble.js";

document.addEventListener("click", (event) => {
	const button = event.target.closest?.('[data-action="unblock"]');
	if (!button) return;
	const { device } = button.closest("[data-device]").dataset;
	attempt(button, async () => {
		await mesh.unblock({ device });
		refresh();
	});
});
