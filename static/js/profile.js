/** Says which of the documents on the page this browser has verified, and shows those as it knows them. */

import { said } from "./clock.js";
import { drawCode } from "./code.js";
import { fill, part, reveal } from "./dom.js";
import { agrees, doubt } from "./doubt.js";
import { mesh } from "./mesh.js";
import { attempt, report } from "./trouble.js";

const most = 64 * 1024; // characters that are shown of one document, as handlers/decoded.go does

/** What a signed document says. @param {string} entry */
function says(entry) {
	const [{ SignedData }] = Object.values(JSON.parse(entry));
	const bytes = Uint8Array.from(atob(SignedData.payload.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
	return JSON.parse(new TextDecoder().decode(bytes));
}

const brief = (name, value) => (name === "SignedData" ? "a document of its own" : value);

const place = (name) => [...document.querySelectorAll("[data-document]")].find((one) => one.dataset.document === name);

function draw({ name, entry }) {
	fill(place(name), {
		verified: "This browser has verified this version, and shows what it says from its own copy.",
		says: JSON.stringify(says(entry), brief, 2).slice(0, most),
	});
}

/** The keys that the profile begins with, from its own document. */
function drawKeys({ entry }) {
	const { MasterProfile: master } = says(entry);
	fill(part("keys"), { signature: master.MasterSignatureKey.UDF, escrow: master.MasterEscrowKeys[0].UDF, genesis: master.OnlineSignatureKeys[0].UDF });
}

async function hold() {
	const [seen, documents] = [await mesh.check(), await mesh.documents()];
	const shown = part("master").querySelector("[data-code]");
	const wrong = documents.find(({ name, version }) => place(name)?.dataset.version !== version);
	if (wrong || shown.dataset.code !== seen.profile) {
		const versions = documents.map((one) => one.version);
		return doubt("The portal’s page shows another version of a document than the one that was verified.", (wrong && place(wrong.name)) ?? shown, versions);
	}
	agrees();
	drawCode(shown, seen.profile);
	drawKeys(documents.find((one) => one.name === "master"));
	documents.forEach(draw);
	reveal("verified", { text: `This browser has verified version ${seen.sequence + 1} of your profile, at ${said(seen.time)}, in a log of ${seen.size} leaves. Each document below says whether that covers it.` });
}

attempt(null, hold);
document.addEventListener("mesh:refreshed", () => hold().catch(report));
