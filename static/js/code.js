/** Fingerprints and QR codes, drawn into what the server has rendered. */

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The path of a fingerprint's woven band: a row for each group, a column for each bit. @param {string[]} groups */
export function weave(groups) {
	let path = "";
	groups.forEach((group, row) => {
		const bits = [...group].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
		for (const run of bits.matchAll(/1+/g)) path += `M${run.index} ${row}h${run[0].length}v1h-${run[0].length}z`;
	});
	return path;
}

/** Shows a fingerprint in an empty code. @param {HTMLElement} place @param {string} text */
export function drawCode(place, text) {
	const groups = text.split("-");
	place.dataset.code = text;
	place.querySelector('[data-field="weave"]').setAttribute("d", weave(groups));
	const list = place.querySelector('[data-field="groups"]');
	list.setAttribute("aria-label", `Code of ${groups.length} groups`);
	list.replaceChildren(...groups.map(listed));
}

function listed(group, index) {
	const item = document.createElement("li");
	const label = document.createElement("span");
	item.className = "code-group";
	label.className = "visually-hidden";
	label.textContent = `Group ${index + 1}: `;
	item.append(label, group);
	return item;
}

/** Draws a QR code with its quiet zone of four modules. @param {SVGElement} svg @param {{size: number, path: string}} code */
export function drawQR(svg, code) {
	svg.setAttribute("viewBox", `-4 -4 ${code.size + 8} ${code.size + 8}`);
	svg.querySelector("path").setAttribute("d", code.path);
}
