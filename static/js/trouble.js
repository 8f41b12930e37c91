/** What a failed call means for the page. */

import { complain } from "./dom.js";
import { mesh } from "./mesh.js";

/** The address of an alarm's page. @param {string} kind */
export const alarmPage = (kind) => `/alarm/${kind.replace(" ", "-")}`;

/** Tells the person; an alarm, and what it has stopped, have a page of their own. @param {Error & {code?: string, kind?: string}} error @param {ParentNode} root */
export function report(error, root = document) {
	if (error.kind) location.assign(alarmPage(error.kind));
	else if (error.code === "no-device") location.assign("/connect");
	else complain(error.message, root);
}

/**
 * Raises the alarm that the portal's page contradicts what this browser has
 * verified. It is kept as evidence, and nothing is written until the person has
 * decided. @param {string} what for people @param {Element | string} shown what the page showed
 */
export const accuse = (what, shown) => mesh.accuse({ what, shown: shown.outerHTML ?? String(shown) }).catch(report);

/**
 * Does work for a button: it cannot be pressed twice, and what fails is told.
 * @template T @param {HTMLButtonElement | null} button @param {() => Promise<T>} work @param {ParentNode} root
 */
export async function attempt(button, work, root = document) {
	complain("", root);
	if (button) button.disabled = true;
	try {
		return await work();
	} catch (error) {
		report(error, root);
	} finally {
		if (button) button.disabled = false;
	}
}
