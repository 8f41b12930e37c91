/** Lets a device in: what was verified and shown is what is signed. */

import { again, brought } from "./brought.js";
import { scan } from "./camera.js";
import { choose, chosen } from "./preset.js";
import { actions, complain, fill, form, part, progress, reveal, show } from "./dom.js";
import { doubt } from "./doubt.js";
import { contradicts, draw } from "./facts.js";
import { folded } from "./folded.js";
import { hesitant } from "./hesitant.js";
import { background, mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";

const review = document.querySelector('[data-state="review"]');
const compare = form("compare");
const decide = form("decide");
const approvable = hesitant(actions("approve")[0]);
const retry = 3000; // until a check that failed is done again
let request = ""; // what this browser has verified and drawn, by its identifier
let code = ""; // computed here
let proof = ""; // what shows the device to be the person's own: a code, an invitation, or nothing but eyes

/** Compares what the person brought with what this browser computed. @param {string} text @param {string} how in words */
function match(text, how) {
	const letters = text.slice(text.lastIndexOf("#") + 1).toUpperCase().replace(/[^A-Z2-7]/g, "");
	const same = letters === code.replaceAll("-", "");
	part("mismatch").hidden = same || letters === "";
	prove(same ? "code" : "", how);
}

/** @param {string} by @param {string} how in words */
function prove(by, how = "") {
	const within = compare.contains(document.activeElement);
	proof = by;
	fill(part("matched"), { text: how });
	part("matched").hidden = by === "";
	compare.hidden = by !== ""; // nothing is left to compare
	part("foreign").hidden = by !== "" || !brought.foreign;
	if (by && within) part("matched").focus();
	ready();
}

/** Opens the decisions; a code that differs outweighs what the person says to have compared. */
function ready(anew = false) {
	for (const button of [...actions("reject"), ...actions("block")]) button.disabled = request === "";
	const compared = compare.elements.seen.checked && part("mismatch").hidden;
	approvable(proof !== "" || compared ? request : "", anew);
}

/** Verifies the request here, at first and whenever something may have changed. */
const look = folded(async () => {
	if (review.hidden) return; // it was answered
	try {
		const { pending } = await (request ? background : mesh).pending();
		if (!review.hidden) judge(pending.find(({ device }) => device === review.dataset.device));
	} catch (error) {
		missed(error);
	}
	part("checking").hidden = true;
});

/** What kept this browser from the request may pass: it is checked again, and what it knows already stays. */
function missed(error) {
	if (!["network", "failed"].includes(error.code)) return report(error);
	if (request) return;
	const message = error.code === "network" ? "The portal cannot be reached. Nothing was lost; this browser checks the request as soon as it is back." : error.message;
	if (part("trouble").hidden) complain(message);
	setTimeout(look, retry);
}

/** Holds the page to what was verified, and shows nothing else from then on. */
function judge(one) {
	if (!one) return show("ended");
	if (one.request !== request) {
		if (!request && contradicts(review, one)) return doubt("The page of a request to join shows another code, name or request than the device has signed.", review, one.request, again);
		draw(review, one);
	}
	const first = request === "";
	request = one.request;
	code = one.code;
	if (first) begin(one);
	if (one.invited && !proof && part("mismatch").hidden) prove("invitation", "It proves that it holds your invitation. There is nothing to compare.");
	if (!one.invited && proof === "invitation") prove(""); // a second device has shown the same one
	ready();
}

function begin({ preset }) {
	complain("");
	compare.hidden = false;
	part("foreign").hidden = !brought.foreign;
	if (preset) choose(decide, preset);
	if (brought.code) match(brought.code, "The code in the link is the one that this browser computed. There is nothing to compare. Approve only if the link or the QR code came from the new device’s own screen.");
}

/** Decides, and shows how far it is. @param {HTMLButtonElement} button @param {string} state @param {() => Promise<void>} work */
async function answer(button, state, work) {
	await attempt(button, async () => {
		show("working");
		mesh.onprogress = progress;
		try {
			await work();
			show(state);
		} catch (error) {
			show("review");
			if (error.code === "changed") look();
			throw error;
		}
	});
	ready(true);
}

async function approve() {
	const { name, left } = await mesh.approve({ device: review.dataset.device, request, preset: chosen(decide) });
	fill(document, { name });
	if (left.length > 0) reveal("left", { left: left.join(", ") });
}

const reject = (block) => mesh.reject({ device: review.dataset.device, request, block });

async function camera() {
	const text = await scan(part("camera"));
	compare.elements.code.value = text;
	compare.elements.code.focus(); // the camera that had it is gone
	match(text, "The QR code shows the code that this browser computed.");
}

if (review) {
	compare.addEventListener("submit", (event) => event.preventDefault());
	compare.elements.code.addEventListener("input", (event) => match(event.target.value, "The code that you pasted is the one that this browser computed."));
	compare.elements.seen.addEventListener("change", () => ready());
	decide.addEventListener("submit", (event) => {
		event.preventDefault();
		answer(event.submitter, "approved", approve);
	});
	for (const button of actions("reject")) button.addEventListener("click", () => answer(button, "rejected", () => reject(false)));
	for (const button of actions("block")) button.addEventListener("click", () => answer(button, "rejected", () => reject(true)));
	for (const button of actions("camera")) button.addEventListener("click", () => attempt(button, camera));
	document.addEventListener("visibilitychange", () => ready());
	document.addEventListener("mesh:changed", look);
	look();
}
