/** Keeps what a page shows as it is on the portal: one stream of events for all tabs of this browser. */

import { localise } from "./clock.js";

const channel = new BroadcastChannel("mesh-changes");
const every = 10_000; // between looks when there are no events, in milliseconds

/** Fetches the page again and replaces what is live in it. */
export function refresh() {
	if (document.hidden || !document.querySelector("[data-live]")) return;
	const request = new XMLHttpRequest();
	request.responseType = "document"; // parsed, never run
	request.open("GET", location.pathname);
	request.onload = () => {
		if (request.status === 401) location.replace("/"); // the session was ended: nothing signs in by itself
		if (request.status === 200) replace(request.response);
	};
	request.send();
}

function replace(next) {
	for (const place of document.querySelectorAll("[data-live]")) {
		const fresh = next.querySelector(`[data-live="${place.dataset.live}"]`);
		if (fresh && !same(place, fresh)) swap(place, document.adoptNode(fresh));
	}
	document.dispatchEvent(new Event("mesh:refreshed"));
}

/** What the server rendered there is kept beside it, since scripts localise it. */
const rendered = new WeakMap();
const same = (place, fresh) => (rendered.get(place) ?? "") === fresh.textContent;

function swap(place, fresh) {
	const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") ?? document.activeElement.ariaLabel : null;
	rendered.set(place, fresh.textContent);
	place.replaceChildren(...fresh.childNodes);
	localise(place);
	if (focused) [...place.querySelectorAll("a, button")].find((e) => (e.getAttribute("href") ?? e.ariaLabel) === focused)?.focus();
}

function changed() {
	document.dispatchEvent(new Event("mesh:changed"));
	refresh();
}

/** Follows the events while the page is seen; the first tab shares them with the others. */
export function follow() {
	for (const place of document.querySelectorAll("[data-live]")) rendered.set(place, place.textContent);
	channel.onmessage = changed;
	if (!("EventSource" in window) || !navigator.locks) return poll();
	let stop = null;
	const lead = () => {
		stop = new AbortController();
		navigator.locks.request("mesh-events", { signal: stop.signal }, () => listen(stop.signal)).catch(() => {});
	};
	document.addEventListener("visibilitychange", () => {
		stop?.abort();
		if (document.hidden) return;
		lead();
		changed();
	});
	if (!document.hidden) lead();
}

let polling = 0;

/** Looks now and then, where there are no events. */
function poll() {
	polling ||= setInterval(changed, every);
}

function listen(signal) {
	return new Promise((done) => {
		const events = new EventSource("/events");
		const end = () => {
			events.close();
			done();
		};
		signal.addEventListener("abort", end);
		events.addEventListener("change", () => {
			channel.postMessage("change");
			changed();
		});
		events.onerror = () => {
			if (events.readyState !== EventSource.CLOSED) return; // it tries again by itself
			end();
			poll();
		};
	});
}
