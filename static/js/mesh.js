/** The browser device, as promises: `await mesh.create({…})`. It is loaded at the first call. */

/** A call that failed: code says which kind, message is for people. */
export class MeshError extends Error {
	constructor({ code, kind, status, retry, message }) {
		super(message);
		Object.assign(this, { code, kind, status, retry });
	}
}

const waiting = new Map();
let next = 0;
let worker = null;

/** The page's one policy: the worker's own address, and nothing else, is a script. */
function address() {
	const own = document.body.dataset.worker;
	const policy = globalThis.trustedTypes?.createPolicy("mesh", {
		createScriptURL: (url) => {
			if (url !== own) throw new TypeError("not the worker");
			return url;
		},
	});
	return policy ? policy.createScriptURL(own) : own;
}

function begin() {
	const { wasm, wasmExec } = document.body.dataset;
	if (!wasm) throw new MeshError({ code: "failed", message: "This build of the portal has no browser device; its operator runs make build." });
	worker = new Worker(address(), { type: "module" });
	worker.onmessage = ({ data }) => {
		if (data.progress !== undefined) return mesh.onprogress?.(data.progress);
		const { done, failed } = waiting.get(data.id);
		waiting.delete(data.id);
		if (data.error) failed(new MeshError(data.error));
		else done(data.ok);
	};
	worker.onerror = (event) => {
		for (const { failed } of waiting.values()) failed(new MeshError({ code: "failed", message: `The browser device did not start (${event.message ?? "no reason given"}). Nothing was changed; reload the page.` }));
		waiting.clear();
	};
	worker.postMessage({ start: { wasm, wasmExec, origin: location.origin } });
}

function call(name, argument) {
	return new Promise((done, failed) => {
		if (!worker) begin();
		const id = next++;
		waiting.set(id, { done, failed });
		worker.postMessage({ id, name, argument });
	});
}

/** Every property is a call; `onprogress` is told what goes on. */
export const mesh = new Proxy({ onprogress: null }, {
	get: (target, name) => (name in target || typeof name === "symbol" || name === "then" ? target[name] : (argument) => call(name, argument)),
});
