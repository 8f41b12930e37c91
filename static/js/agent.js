/** The key agent: signs this browser in, without the compiled device (protocol.md II.2). */

import { key, read, sign, used } from "./vault.js";

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const text = (bytes) => new TextDecoder().decode(bytes);

/**
 * What this browser is: null if it is no device; lost if its key is gone.
 * @returns {Promise<null | {account: string, profile: string, member: boolean, key: string, lost: boolean}>}
 */
export async function device() {
	const bytes = globalThis.indexedDB && (await used()) ? await read("device") : null;
	if (!bytes) return null;
	const self = JSON.parse(text(bytes));
	const payload = Uint8Array.from(atob(self.device.SignedData.payload.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
	const kid = JSON.parse(text(payload)).DeviceProfile.DeviceAuthenticationKey.UDF;
	return { account: self.account, profile: self.profile, member: self.member, key: kid, lost: !(await key(kid)) };
}

/** Asks the portal; what it refuses is an error with its status, and what is no answer of a portal has none. */
async function post(path, body, headers) {
	const response = await fetch(path, { method: "POST", body, headers: { "Content-Type": "application/json", ...headers } }).catch(() => null);
	const answer = await response?.json().catch(() => null);
	if (response?.ok && answer) return answer;
	const message = answer?.message;
	throw Object.assign(new Error(message ? sentence(message) : "The portal cannot be reached. Nothing was lost; try again."), { status: message && response.status });
}

/** @param {string} text of a refusal, which may lack a capital and a period */
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;

/** Proves possession of the device's key; the origin is this page's own, account and profile this browser's memory. Fails with a message for people. */
export async function signIn() {
	const self = await device();
	const { Challenge } = await post("/session/challenge", "", {});
	const body = JSON.stringify({ Account: self.account, Profile: self.profile, Challenge });
	const digest = `sha-256=:${base64(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body))))}:`;
	const nonce = base64url(crypto.getRandomValues(new Uint8Array(16)));
	const input = `("@method" "@target-uri" "content-type" "content-digest");created=${Math.floor(Date.now() / 1000)};nonce="${nonce}";keyid="${self.key}";alg="ed25519";tag="mesh-signin"`;
	const signed = `"@method": POST\n"@target-uri": ${location.origin}/session\n"content-type": application/json\n"content-digest": ${digest}\n"@signature-params": ${input}`;
	const signature = base64(await sign(self.key, new TextEncoder().encode(signed)));
	await post("/session", body, { "Content-Digest": digest, "Signature-Input": `mesh=${input}`, Signature: `mesh=:${signature}:` });
}
