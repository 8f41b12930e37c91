/** Keeps what a page shows as it is on the portal: one stream of events for all tabs of this browser. */

import { hear, localise } from "./clock.js";
import { part } from "./dom.js";
import { folded } from "./folded.js";
import { warned } from "./warning.js";

const channel = new BroadcastChannel("mesh-changes");
const soon = 2500; // between looks when there are no events and somebody waits, in milliseconds
const seldom = 4; // every so many of them otherwise
const anew = 60_000; // until a stream that was refused is asked for again

/** Fetches the page again and replaces what is live in it. */
export const refresh = folded(() => {
	if (document.hidden || !document.querySelector("[data-live]")) return;
	const request = new XMLHttpRequest();
	const sent = Date.now();
	request.responseType = "document"; // parsed, never run
	request.open("GET", location.pathname);
	return new Promise((done) => {
		request.onload = () => {
			hear(request.getResponseHeader("Date"), sent);
			reached(request.status < 500);
			if (request.status === 401) location.replace("/"); // the session was ended: nothing signs in by itself
			if (request.status === 200) replace(request.response);
		};
		request.onerror = () => reached(false);
		request.onloadend = done;
		request.send();
	});
});

/** Says whether the portal answers. @param {boolean} yes */
function reached(yes) {
	const notice = part("offline");
	if (notice) notice.hidden = yes && navigator.onLine;
}

function replace(next) {
	for (const place of document.querySelectorAll("[data-live]")) {
		const fresh = next.querySelector(`[data-live="${place.dataset.live}"]`);
		if (fresh && rendered.get(place) !== fresh.innerHTML) swap(place, document.adoptNode(fresh));
	}
	document.dispatchEvent(new Event("mesh:refreshed"));
}

/** What the server rendered there is kept beside it, since scripts localise it. */
const rendered = new WeakMap();

function swap(place, fresh) {
	const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") ?? document.activeElement.ariaLabel : null;
	rendered.set(place, fresh.innerHTML);
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
	for (const place of document.querySelectorAll("[data-live]")) rendered.set(place, place.innerHTML);
	warned();
	channel.onmessage = () => {
		rest(); // a tab listens
		changed();
	};
	addEventListener("online", changed);
	if (!("EventSource" in window) || !navigator.locks) return poll();
	let stop = new AbortController();
	document.addEventListener("visibilitychange", () => {
		stop.abort();
		stop = new AbortController();
		if (!document.hidden) lead(stop.signal);
	});
	if (!document.hidden) lead(stop.signal);
}

/** Listens for all tabs, or waits for the tab that does to end. What happened before somebody listened is looked for. */
async function lead(signal) {
	const led = await navigator.locks.request("mesh-events", { ifAvailable: true }, (lock) => lock && listen(signal)).catch(() => true);
	if (led || signal.aborted) return;
	changed();
	navigator.locks.request("mesh-events", { signal }, () => listen(signal)).catch(() => {}); // it was given up
}

/** @param {AbortSignal} signal @returns {Promise<boolean>} true, when it has ended */
function listen(signal) {
	return new Promise((done) => {
		const events = new EventSource("/events");
		const end = () => {
			events.close();
			done(true);
		};
		const tell = () => {
			channel.postMessage("change");
			changed();
		};
		signal.addEventListener("abort", end);
		events.onopen = () => {
			rest();
			tell(); // what happened while nobody listened was not told
		};
		events.addEventListener("change", tell);
		events.onerror = () => {
			refresh(); // it finds out whether the portal is there
			if (events.readyState !== EventSource.CLOSED) return; // it tries again by itself
			end();
			poll();
			setTimeout(() => signal.aborted || lead(signal), anew);
		};
	});
}

let polling = 0;
const reasons = [() => document.querySelector("[data-request]") !== null];

/** Looks more often for a reason, where there are no events. @param {() => boolean} reason */
export const hasten = (reason) => reasons.push(reason);

/** Looks now and then, where there are no events. */
function poll() {
	if (polling) return;
	let beats = 0;
	polling = setInterval(() => {
		if (++beats % seldom === 0 || reasons.some((holds) => holds())) changed();
	}, soon);
	changed();
}

function rest() {
	clearInterval(polling);
	polling = 0;
}
