/** Waiting for the answer to a request to join. */

import { left } from "./clock.js";
import { drawCode, drawQR } from "./code.js";
import { fill, part, show } from "./dom.js";
import { mesh } from "./mesh.js";

const every = 1500; // between looks, in milliseconds

/** Shows a request that waits, until it has ended. @returns how it stands then */
export async function answered(joining) {
	fill(document, { account: joining.account, profile: joining.profile, device: joining.device });
	drawCode(part("code"), joining.code);
	drawQR(part("link-qr"), joining.qr);
	part("link").textContent = joining.link;
	part("code-text").textContent = joining.code;
	show("pending");
	const tick = () => (part("left").textContent = left(joining.expires) || "Its time is over");
	tick();
	const ticking = setInterval(tick, 500);
	return ended().finally(() => clearInterval(ticking));
}

/** Looks until the request has ended. Nothing is lost while the portal is away: it is asked again, no sooner than it wants. */
async function ended() {
	for (let pause = every; ; ) {
		await new Promise((next) => setTimeout(next, pause));
		try {
			const joining = await mesh.joinStatus();
			part("away").hidden = true;
			if (joining.status !== "pending") return joining;
			pause = every;
		} catch (error) {
			if (!passes(error)) throw error;
			part("away").hidden = false;
			pause = Math.max(every, (error.retry ?? 0) * 1000);
		}
	}
}

/** Whether an error is about this moment: no answer, too much at once, or a portal in trouble. */
const passes = ({ code, status }) => code === "network" || (code === "refused" && (status === 429 || status >= 500));
