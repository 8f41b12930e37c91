/** Holds what the portal shows of devices to the profile that this browser has verified. */

import { mesh } from "./mesh.js";

const again = "mesh-looked-again";

/** What differs between the rows of the page and the verified devices. */
function differs(rows, devices) {
	const known = new Map(devices.map((one) => [one.id, one.name]));
	const wrong = rows.some((row) => !known.has(row.dataset.known) || (known.get(row.dataset.known) || row.dataset.name) !== row.dataset.name);
	const listsAll = document.querySelector('[data-live="connected"]') !== null;
	return wrong || (listsAll && rows.length !== known.size);
}

/**
 * Compares every data-known with the verified profile. A page that is older
 * than the profile is looked at once more; one that still differs is an alarm.
 */
export async function holdDevices() {
	const rows = [...document.querySelectorAll("[data-known]")];
	if (!differs(rows, await mesh.devices())) return sessionStorage.removeItem(again);
	if (sessionStorage.getItem(again) === location.pathname) {
		sessionStorage.removeItem(again);
		return location.assign("/alarm/substitution");
	}
	sessionStorage.setItem(again, location.pathname);
	location.reload();
}
