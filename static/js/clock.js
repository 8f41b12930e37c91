/** Times in the reader's zone, and countdowns. */

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A time for people. @param {string} rfc3339 */
export const said = (rfc3339) => moment.format(new Date(rfc3339));

/** Rewrites the times of a part of the page. @param {ParentNode} root */
export function localise(root) {
	for (const time of root.querySelectorAll("time[datetime]")) time.textContent = said(time.dateTime);
}

const kept = "mesh-skew";
let skew = Number(sessionStorage.getItem(kept)); // from this computer's clock to the portal's, in milliseconds

/**
 * Learns the portal's time from an answer, so that a computer whose clock is
 * minutes off counts down right. The header has whole seconds: a clock that
 * agrees with it as far as can be told is left alone.
 * @param {string | null} date its Date header @param {number} sent when it was asked for
 */
export function hear(date, sent) {
	const portal = Date.parse(date ?? "");
	if (!portal) return;
	skew = Math.min(Math.max(skew, portal - Date.now()), portal + 1000 - sent);
	sessionStorage.setItem(kept, skew); // for the next page of this tab
}

/** What is left until a moment, in words; "" when it has passed. @param {string} until */
export function left(until) {
	const seconds = Math.ceil((Date.parse(until) - Date.now() - skew) / 1000);
	if (seconds <= 0) return "";
	const minutes = Math.floor(seconds / 60);
	return `${minutes}:${String(seconds % 60).padStart(2, "0")} left`;
}

/** Counts every data-expires down; says once when one has passed. @param {() => void} passed */
export function count(passed) {
	let over = false;
	for (const place of document.querySelectorAll("[data-expires]")) {
		const text = left(place.dataset.expires);
		if (text === "" && !place.dataset.over) {
			place.dataset.over = "yes";
			over = true;
		}
		if (text) delete place.dataset.over; // the clock was ahead
		place.textContent = text || "ended";
	}
	if (over) passed();
}
