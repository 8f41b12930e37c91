/**
 * What this browser keeps: records by name, and private keys that WebCrypto
 * made and does not hand out. IndexedDB holds both, as in "mesh", version 1.
 */

/** @type {Promise<IDBDatabase> | null} one connection for as long as this page or worker lives */
let connection = null;

/** @returns {Promise<IDBDatabase>} */
export function open() {
	connection ??= new Promise((done, failed) => {
		const opening = indexedDB.open("mesh", 1);
		opening.onupgradeneeded = () => {
			opening.result.createObjectStore("records");
			opening.result.createObjectStore("keys");
		};
		opening.onsuccess = () => {
			const close = letGo(opening.result);
			opening.result.onversionchange = close;
			opening.result.onclose = close;
			globalThis.addEventListener?.("pagehide", close, { once: true });
			done(opening.result);
		};
		opening.onerror = () => {
			connection = null;
			failed(opening.error);
		};
	});
	return connection;
}

/** Closed, the next call connects anew. A page that is kept for the way back holds on to nothing. @param {IDBDatabase} database */
const letGo = (database) => () => {
	database.close();
	connection = null;
};

/**
 * Whether anything was ever kept here. Who only looks makes no database: a
 * page that is left while its first one is made can block the next.
 */
export const used = async () => !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === "mesh");

/** One transaction on one store, durable before it is answered. */
async function within(store, mode, work) {
	const database = await open().catch(open); // once more: the browser may be clearing what was there
	return new Promise((done, failed) => {
		const change = database.transaction(store, mode, { durability: "strict" });
		const asked = work(change.objectStore(store));
		change.oncomplete = () => done(asked?.result);
		change.onabort = () => failed(change.error);
	});
}

/** The bytes of a record; undefined if there is none. @param {string} name @returns {Promise<Uint8Array | undefined>} */
export const read = (name) => within("records", "readonly", (s) => s.get(name));

/** @param {string} name @param {Uint8Array} bytes */
export const write = (name, bytes) => within("records", "readwrite", (s) => void s.put(bytes, name));

/** @param {string} name */
export const remove = (name) => within("records", "readwrite", (s) => void s.delete(name));

/** The names that begin with prefix, sorted. @param {string} prefix @returns {Promise<string[]>} */
export const list = async (prefix) => (await within("records", "readonly", (s) => s.getAllKeys())).filter((name) => name.startsWith(prefix));

/** A key's record; undefined if there is none. @param {string} kid */
export const key = (kid) => within("keys", "readonly", (s) => s.get(kid));

/** @param {string} kid */
export const forget = (kid) => within("keys", "readwrite", (s) => void s.delete(kid));

/** Forgets everything: records and keys. */
export async function clear() {
	for (const store of ["records", "keys"]) await within(store, "readwrite", (s) => void s.clear());
}

const kinds = {
	"Ed25519": [{ name: "Ed25519" }, ["sign", "verify"]],
	"P-256": [{ name: "ECDH", namedCurve: "P-256" }, ["deriveBits"]],
};

/** Makes a key that cannot be taken out. @param {"Ed25519" | "P-256"} alg @returns {Promise<{pair: CryptoKeyPair, public: Uint8Array}>} */
export async function generate(alg) {
	const pair = await crypto.subtle.generateKey(kinds[alg][0], false, kinds[alg][1]);
	return { pair, public: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

/** Keeps a key that was made here, under its fingerprint. */
export const keep = (kid, alg, made) => within("keys", "readwrite", (s) => void s.put({ kid, alg, public: made.public, private: made.pair.privateKey }, kid));

/** An Ed25519 signature. @param {string} kid @param {Uint8Array} message */
export async function sign(kid, message) {
	const { private: secret } = await key(kid);
	return new Uint8Array(await crypto.subtle.sign("Ed25519", secret, message));
}

/** The raw ECDH secret with a P-256 point. @param {string} kid @param {Uint8Array} peer uncompressed */
export async function agree(kid, peer) {
	const { private: secret } = await key(kid);
	const other = await crypto.subtle.importKey("raw", peer, kinds["P-256"][0], false, []);
	return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: other }, secret, 256));
}
