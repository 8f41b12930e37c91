/** The code of a link that was scanned or opened. */

const mark = "mesh-foreign"; // the page to which another web site has led, until it is shown

const code = document.getElementById(location.hash.slice(1)) ? "" : location.hash;
if (code) history.replaceState(null, "", location.pathname); // it does not stay in the address

/** Whether another web site, or whatever the browser did not tell, has led here: a stranger can compute the link. */
const led = document.querySelector("[data-foreign]") !== null || sessionStorage.getItem(mark) === location.pathname;
sessionStorage.removeItem(mark);

/** What the person brought: the code, unless the link is a foreign one. */
export const brought = { code: led ? "" : code, foreign: led && code !== "" };

/** Loads the page again as it was opened. */
export function again() {
	if (led) sessionStorage.setItem(mark, location.pathname);
	history.replaceState(null, "", location.pathname + code);
	location.reload();
}
