/** The browser device, as promises: `await mesh.create({…})`. It is loaded at the first call. */

import { hear } from "./clock.js";

/** A call that failed: code says which kind, message is for people. */
export class MeshError extends Error {
	constructor({ code, kind, status, retry, message }) {
		super(message);
		Object.assign(this, { code, kind, status, retry });
	}
}

const queue = []; // calls that wait: a person's, then those of the background
let running = null; // the call that the device is at
let worker = null;

/** The page's one policy: the worker's own address, and nothing else, is a script. */
const policy = globalThis.trustedTypes?.createPolicy("mesh", {
	createScriptURL: (url) => {
		if (url !== document.body.dataset.worker) throw new TypeError("not the worker");
		return url;
	},
});

function begin() {
	const { wasm, wasmExec, worker: own } = document.body.dataset;
	if (!wasm) throw new MeshError({ code: "failed", message: "This build of the portal has no browser device; its operator runs make build." });
	worker = new Worker(policy ? policy.createScriptURL(own) : own, { type: "module" });
	worker.onmessage = ({ data }) => {
		if (data.date !== undefined) return hear(data.date, running.begun);
		if (data.progress !== undefined) return running.background || mesh.onprogress?.(data.progress);
		if (data.ended) end();
		if (data.error) settle("failed", new MeshError(data.error));
		else settle("done", data.ok);
	};
	worker.onerror = (event) => {
		end();
		settle("failed", new MeshError({ code: "failed", message: `The browser device did not start (${event.message ?? "no reason given"}). Nothing was changed; try again.` }));
	};
	worker.postMessage({ start: { wasm, wasmExec, origin: location.origin } });
}

/** The next call begins with a new worker. */
function end() {
	worker.terminate();
	worker = null;
}

function call(name, argument, background) {
	return new Promise((done, failed) => {
		const before = background ? -1 : queue.findIndex((other) => other.background);
		queue.splice(before < 0 ? queue.length : before, 0, { name, argument, background, done, failed });
		step();
	});
}

/** Hands the next call to the device, if it is at none. */
function step() {
	if (running || queue.length === 0) return;
	running = { ...queue.shift(), begun: Date.now() };
	try {
		if (!worker) begin();
		worker.postMessage({ name: running.name, argument: running.argument });
	} catch (error) {
		settle("failed", error);
	}
}

function settle(how, answer) {
	const { [how]: tell } = running ?? {};
	running = null;
	tell?.(answer);
	step();
}

const calls = (background, own) => new Proxy(own, {
	get: (target, name) => (name in target || typeof name === "symbol" || name === "then" ? target[name] : (argument) => call(name, argument, background)),
});

/** Every property is a call; `onprogress` is told what goes on. */
export const mesh = calls(false, { onprogress: null });

/** The same for what nobody waits for: a person's calls go before it. */
export const background = calls(true, {});
