/** Lets invited devices in while a page of an administration device is open (protocol.md II.8). */

import { folded } from "./folded.js";
import { hasten } from "./live.js";
import { background } from "./mesh.js";
import { warn } from "./warning.js";

const until = "mesh-invitations"; // when the last invitation of this browser ends

/** Remembers that there is an invitation to wait for. @param {string} expires */
export const expect = (expires) => localStorage.setItem(until, expires);

/** Whether an invitation still holds; one that was used does, since a second device with it has to be noticed. */
const expected = () => Date.parse(localStorage.getItem(until) ?? "") > Date.now();

let look = null;

/**
 * Lets in who proves an invitation, now and at every change. That two devices
 * showed the same one is said on every page. Called again, it looks at once.
 * @param {(answer: {admitted: object[], waiting: object[], open: number}) => void} told
 * @param {(error: Error) => void} failed
 */
export function letIn(told, failed) {
	if (look) return look();
	look = folded(async () => {
		if (!expected()) return;
		try {
			const answer = await background.letIn();
			if (answer.warning && warn(answer.warning)) look(); // others may wait behind those two
			told(answer);
		} catch (error) {
			if (error.code === "not-administrator") localStorage.removeItem(until); // its invitations let nobody in any more
			else if (error.code !== "network") failed(error); // without a connection the next change is waited for
		}
	});
	hasten(expected);
	document.addEventListener("mesh:changed", look);
	look();
}
