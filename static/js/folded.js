/** Work that follows changes: one round at a time, and one more for all that happened meanwhile. */

/** @param {() => Promise<void>} work that does not fail */
export function folded(work) {
	let running = false;
	let again = false;
	return async () => {
		again = true;
		if (running) return;
		running = true;
		while (again) {
			again = false;
			await work();
		}
		running = false;
	};
}
