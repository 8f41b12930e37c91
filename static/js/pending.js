/** Lets a device in: what was verified and shown is what is signed. */

import { scan } from "./camera.js";
import { choose, chosen } from "./preset.js";
import { actions, complain, fill, form, part, reveal, show } from "./dom.js";
import { mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";

const review = document.querySelector('[data-state="review"]');
const compare = form("compare");
const decide = form("decide");
const code = review?.querySelector("[data-code]").dataset.code;
let request = ""; // what this browser has verified, by its identifier
let matched = false;
const brought = document.getElementById(location.hash.slice(1)) ? "" : location.hash; // the code of a scanned or opened link:
if (brought) history.replaceState(null, "", location.pathname); // it does not stay in the address

/** Compares what the person brought with what this browser computed. @param {string} text */
function match(text, how) {
	const letters = text.slice(text.lastIndexOf("#") + 1).toUpperCase().replace(/[^A-Z2-7]/g, "");
	matched = letters === code.replaceAll("-", "");
	part("matched").hidden = !matched;
	part("mismatch").hidden = matched || letters === "";
	if (!matched) return ready();
	reveal("matched", { text: how });
	compare.hidden = true; // nothing is left to compare
	ready();
	decide.querySelector('[data-action="approve"]').focus();
}

/** A code that differs outweighs what the person says to have compared. */
function ready() {
	const compared = compare.elements.seen.checked && part("mismatch").hidden;
	decide.querySelector('[data-action="approve"]').disabled = !(request && (matched || compared));
}

/** Verifies the request here, and holds what the portal's page showed to it. */
async function verify() {
	const { pending } = await mesh.pending();
	const one = pending.find((p) => p.device === review.dataset.device);
	part("checking").hidden = true;
	if (!one) return show("ended");
	if (one.code !== code || one.request !== review.dataset.request) return location.assign("/alarm/substitution");
	request = one.request;
	fill(part("title"), { name: one.name || "a device without a name" });
	part("claimed").textContent = one.description ? `${one.name} (${one.description})` : one.name;
	compare.hidden = false;
	if (one.preset) choose(decide, one.preset);
	if (one.invited) reveal("matched", { text: "It proves that it holds your invitation. There is nothing to compare." });
	matched = one.invited;
	if (brought) match(brought, "The code in the link is the one that this browser computed. There is nothing to compare.");
	ready();
}

/** Looks whether the request that is shown still lives. */
async function still() {
	const { pending } = await mesh.pending();
	if (request && !review.hidden && !pending.some((one) => one.request === request)) show("ended");
}

async function approve() {
	const answer = await mesh.approve({ device: review.dataset.device, request, preset: chosen(decide) });
	fill(document, { name: answer.name });
	if (answer.left.length > 0) reveal("left", { left: answer.left.join(", ") });
	show("approved");
}

async function reject(block) {
	await mesh.reject({ device: review.dataset.device, request, block });
	show("rejected");
}

function submit(event) {
	event.preventDefault();
	attempt(event.submitter, approve);
}

async function camera(button) {
	const text = await scan(part("camera"));
	compare.elements.code.value = text;
	match(text, "The QR code shows the code that this browser computed.");
	button.focus();
}

if (review) {
	compare.addEventListener("submit", (event) => event.preventDefault());
	compare.elements.code.addEventListener("input", (event) => match(event.target.value, "The code that you pasted is the one that this browser computed."));
	compare.elements.seen.addEventListener("change", ready);
	decide.addEventListener("submit", submit);
	for (const button of actions("reject")) button.addEventListener("click", () => attempt(button, () => reject(false)));
	for (const button of actions("block")) button.addEventListener("click", () => attempt(button, () => reject(true)));
	for (const button of actions("camera")) button.addEventListener("click", () => attempt(button, () => camera(button)));
	document.addEventListener("mesh:changed", () => {
		if (!review.hidden) still().catch((error) => error.code === "network" || report(error));
	});
	complain("");
	verify().catch(report);
}
