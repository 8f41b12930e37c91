/** The list of what to change after a device was removed, each of which the person ticks. */

import { part, stamp } from "./dom.js";
import { mesh } from "./mesh.js";
import { attempt } from "./trouble.js";

/** Ticked means changed; it can be taken back until the page is left. */
function item(secret) {
	const shown = stamp("secret", { title: secret.title });
	const box = shown.querySelector("input");
	box.addEventListener("change", () =>
		attempt(box, async () => {
			const changed = box.checked;
			box.checked = !changed; // until it is kept
			await mesh.markSecret({ ...secret, changed });
			box.checked = changed;
		}),
	);
	return shown;
}

/** Shows the list where there is something on it. @param {object[]} secrets */
export function listSecrets(secrets) {
	part("secrets-list").replaceChildren(...secrets.map(item));
	part("secrets").hidden = secrets.length === 0;
}
