/** Runs the browser device: one call after the other, each alone among all tabs of this browser. */

import * as vault from "./vault.js";

/** Fetches for the device: no cookie, no redirect, an end. */
async function send(method, path, headers, body) {
	const response = await fetch(path, { method, headers, body, credentials: "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(60_000) });
	const bytes = new Uint8Array(await response.arrayBuffer());
	return { status: response.status, type: response.headers.get("Content-Type") ?? "", retry: response.headers.get("Retry-After") ?? "", bytes };
}

/** Starts the device with the URLs that the page gives, and resolves to its one function. */
async function start({ wasm, wasmExec, origin }) {
	await import(wasmExec);
	const go = new globalThis.Go();
	const { instance } = await WebAssembly.instantiateStreaming(fetch(wasm), go.importObject);
	const ready = new Promise((done) => {
		globalThis.meshHost = { vault, send, origin, ready: done, progress: (text) => postMessage({ progress: text }) };
	});
	go.run(instance);
	return ready;
}

let device = null;

/** Calls are queued here and among tabs, since a device does one thing at a time. */
async function call({ id, name, argument }) {
	try {
		const run = await device;
		const answer = await navigator.locks.request("mesh-device", () => run(name, JSON.stringify(argument ?? {})));
		postMessage({ id, ok: JSON.parse(answer) });
	} catch (error) {
		postMessage({ id, error: failure(error) });
	}
}

function failure(error) {
	try {
		return JSON.parse(error.message);
	} catch {
		return { code: "failed", message: `The browser device failed (${error.message}). Nothing was lost; reload the page.` };
	}
}

addEventListener("message", ({ data }) => {
	if (data.start) device = start(data.start);
	else call(data);
});
