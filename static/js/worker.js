/** Runs the browser device: one call at a time, each alone among all tabs of this browser. */

import * as vault from "./vault.js";

/** The longest answer, in bytes. */
const most = 64 * 1024 * 1024;

/** Fetches for the device: no cookie, no redirect, an end in time and in size. */
async function send(method, path, headers, body) {
	const response = await fetch(path, { method, headers, body, credentials: "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(60_000) });
	postMessage({ date: response.headers.get("Date") });
	const bytes = await whole(response);
	return { status: response.status, type: response.headers.get("Content-Type") ?? "", retry: response.headers.get("Retry-After") ?? "", bytes };
}

/** The bytes of an answer that is not too long. @param {Response} response */
async function whole(response) {
	let length = 0;
	const counted = new TransformStream({
		transform(chunk, answer) {
			length += chunk.length;
			if (length > most) answer.error(new RangeError("the answer is too long"));
			else answer.enqueue(chunk);
		},
	});
	return response.body ? new Uint8Array(await new Response(response.body.pipeThrough(counted)).arrayBuffer()) : new Uint8Array();
}

/** Starts the device with the URLs that the page gives, and resolves to its one function. */
async function start({ wasm, wasmExec, origin }) {
	const [compiled] = await Promise.all([WebAssembly.compileStreaming(fetch(wasm)), import(wasmExec)]);
	const go = new globalThis.Go();
	const instance = await WebAssembly.instantiate(compiled, go.importObject);
	const ready = new Promise((done) => {
		globalThis.meshHost = { vault, send, origin, ready: done, progress: (text) => postMessage({ progress: text }) };
	});
	const ended = go.run(instance).then(() => Promise.reject(new Error("it has ended")));
	const run = await Promise.race([ready, ended]);
	return (name, argument) => Promise.race([run(name, argument), ended]);
}

let device = null;

/** A call waits for those of other tabs, since a device does one thing at a time. */
async function call({ name, argument }) {
	try {
		const run = await device;
		const answer = await navigator.locks.request("mesh-device", () => run(name, JSON.stringify(argument ?? {})));
		postMessage({ ok: JSON.parse(answer) });
	} catch (error) {
		postMessage(failure(error));
	}
}

/** What the device refuses is JSON; anything else is its end. */
function failure(error) {
	try {
		return { error: JSON.parse(error.message) };
	} catch {
		return { ended: true, error: { code: "failed", message: `The browser device failed (${error.message}). Nothing was lost; try again.` } };
	}
}

addEventListener("message", ({ data }) => {
	if (data.start) device = start(data.start);
	else call(data);
});
