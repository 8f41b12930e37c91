/** The facts of a request: the portal's page is held to what this browser has verified, and then shows nothing else. */

import { said } from "./clock.js";
import { drawCode } from "./code.js";
import { fill, part } from "./dom.js";

/** What a device calls itself, in the portal's words where it has no name. */
const named = ({ name }) => name || "a device without a name";

const code = (place) => place.querySelector("[data-code]");

/** Whether a page shows another request than the verified one, or shows it where live.js would replace it. @param {HTMLElement} place @param {object} one */
export function contradicts(place, one) {
	const groups = one.code.split("-").map((group, index) => `Group${index + 1}:${group}`);
	const pairs = [
		[place.dataset.request, one.request],
		[part("title", place)?.textContent, `Let “${named(one)}” in?`],
		[part("claimed", place)?.textContent, named(one)],
		[code(place)?.dataset.code, one.code],
		[code(place)?.textContent.replaceAll(/\s/g, ""), groups.join("")],
	];
	return Boolean(place.closest("[data-live]") ?? place.querySelector("[data-live]")) || pairs.some(([shown, verified]) => shown !== verified);
}

/** Draws a verified request. @param {HTMLElement} place @param {object} one */
export function draw(place, one) {
	const asked = part("asked", place);
	const time = asked.querySelector("time");
	fill(part("title", place), { name: named(one) });
	part("claimed", place).textContent = one.description ? `${named(one)} (${one.description})` : named(one);
	drawCode(code(place), one.code);
	time.dateTime = one.requested;
	time.textContent = said(one.requested);
	fill(asked, { address: one.address ? ` from ${one.address}` : "" });
	place.querySelector("[data-expires]").dataset.expires = one.expires;
	place.dataset.request = one.request;
}
