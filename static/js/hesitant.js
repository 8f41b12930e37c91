/** A button that a second click, or a key that is held down, does not press. */

const still = 1000; // milliseconds

/**
 * Opens a button once a page that is seen has had the same reason for a moment.
 * @param {HTMLButtonElement} button
 * @returns {(reason: string, anew?: boolean) => void} to be told the reason whenever it may have changed; "" closes, anew waits again
 */
export function hesitant(button) {
	let known = "";
	let opening = 0;
	return (reason, anew = false) => {
		if (document.hidden) reason = "";
		if (reason === known && !anew) return;
		known = reason;
		clearTimeout(opening);
		button.disabled = true;
		if (reason) opening = setTimeout(() => (button.disabled = false), still);
	};
}
