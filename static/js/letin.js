/** Lets invited devices in while a page of an administration device is open (protocol.md II.8). */

import { mesh } from "./mesh.js";

const until = "mesh-invitations"; // when the last invitation of this browser ends

/** Remembers that there is an invitation to wait for. @param {string} expires */
export const expect = (expires) => localStorage.setItem(until, expires);

const expected = () => Date.parse(localStorage.getItem(until) ?? "") > Date.now();

let round = null;

/**
 * Lets in who proves an invitation, now and at every change.
 * @param {(answer: {admitted: object[], waiting: object[], open: number, warning: string}) => void} told
 * @param {(error: Error) => void} failed
 */
export function letIn(told, failed) {
	const look = async () => {
		if (!expected() || round) return;
		round = mesh.letIn();
		try {
			const answer = await round;
			if (answer.open === 0 && answer.waiting.length === 0 && !answer.warning) localStorage.removeItem(until);
			told(answer);
		} catch (error) {
			failed(error);
		} finally {
			round = null;
		}
	};
	document.addEventListener("mesh:changed", look);
	look();
}
