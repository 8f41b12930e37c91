/** What to do about a page that contradicts what this browser has verified. */

import { accuse } from "./trouble.js";

const mark = "mesh-looked-again";
let decided = false; // this page is loaded anew or accused: what it still finds changes nothing

/** The page agrees with what was verified. */
export const agrees = () => sessionStorage.removeItem(mark);

/**
 * Looks once more, since a page may only be older than what was verified. If
 * what was verified is the same as at the look before, the page was made in
 * between: then it is an accusation.
 * @param {string} what for people @param {Element | string} shown what the page showed @param {unknown} verified
 * @param {() => void} again loads the page
 */
export async function doubt(what, shown, verified, again = () => location.reload()) {
	if (decided) return;
	decided = true;
	const look = location.pathname + JSON.stringify(verified);
	if (sessionStorage.getItem(mark) !== look) {
		sessionStorage.setItem(mark, look);
		again();
		return;
	}
	agrees();
	await accuse(what, shown);
}
