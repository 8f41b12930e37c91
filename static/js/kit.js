/** Makes the recovery kit, shows its sheets for printing, and takes one share back. */

import { said } from "./clock.js";
import { drawQR } from "./code.js";
import { actions, form, part, show, stamp } from "./dom.js";
import { mesh } from "./mesh.js";
import { attempt } from "./trouble.js";

function sheet(kit, { number, of, share, qr }) {
	const page = stamp("sheet", {
		number, of, share, quorum: kit.quorum, kit: kit.id, account: kit.account, profile: kit.profile, address: `${location.origin}/recover`,
	});
	drawQR(part("share-qr", page), qr);
	return page;
}

async function make(event) {
	event.preventDefault();
	const [quorum, shares] = event.target.elements.kit.value.split("/").map(Number);
	await attempt(event.submitter, async () => {
		show("working");
		const kit = await mesh.makeKit({ quorum, shares }).catch((error) => (show("make"), Promise.reject(error)));
		part("sheets").replaceChildren(...kit.sheets.map((one) => sheet(kit, one)));
		show("sheets");
	}, event.target);
}

async function verify(event) {
	event.preventDefault();
	await attempt(event.submitter, async () => {
		await mesh.verifyKit({ line: event.target.elements.share.value });
		part("sheets").replaceChildren(); // shares are on paper alone from now on
		show("verified");
		part("verified").focus();
	}, event.target);
}

async function start() {
	const kept = await mesh.mastersUntil();
	if (!kept) return show("gone");
	part("until").textContent = `This browser keeps what the kit is made of until ${said(kept.until)}. Then it is erased, and the profile cannot be recovered.`;
}

form("make").addEventListener("submit", make);
form("verify").addEventListener("submit", verify);
for (const button of actions("print")) button.addEventListener("click", () => print());
attempt(null, start);
