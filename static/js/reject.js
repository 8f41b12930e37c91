/** Rejects a request from its row: one click. */

import { mesh } from "./mesh.js";
import { refresh } from "./live.js";
import { attempt } from "./trouble.js";

/** Makes every Reject button in a list work, those that arrive later too. */
export function rejectable() {
	document.addEventListener("click", (event) => {
		const button = event.target.closest?.('.device.is-pending [data-action="reject"]');
		if (!button) return;
		const { device, request } = button.closest("[data-request]").dataset;
		attempt(button, async () => {
			await mesh.reject({ device, request, block: false });
			refresh();
		});
	});
}
