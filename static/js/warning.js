/** A warning that stands on every page of this browser until the person has seen to it. */

import { mesh } from "./mesh.js";

const kept = "mesh-warning";

/** Keeps a warning and shows it at once; false if it stands already. @param {string} text */
export function warn(text) {
	if (localStorage.getItem(kept) === text) return false;
	localStorage.setItem(kept, text);
	warned();
	return true;
}

/** Shows the warning that is kept, if there is one. */
export function warned() {
	const text = localStorage.getItem(kept);
	document.querySelector("[data-warning]")?.remove();
	if (text) document.getElementById("main").prepend(notice(text));
}

function notice(text) {
	const box = made("div", "notice is-danger", "");
	box.setAttribute("role", "alert");
	box.dataset.warning = "";
	const look = made("a", "button", "Look at your devices");
	look.href = "/devices";
	const seen = made("button", "button is-quiet", "I have seen to it");
	seen.type = "button";
	seen.addEventListener("click", () => {
		localStorage.removeItem(kept);
		warned();
		heed().catch(() => {}); // it is told again at the next change
	});
	box.append(made("p", "", text), look, " ", seen);
	return box;
}

/** Tells the browser device that the person knows. */
async function heed() {
	for (const { hash, warning } of await mesh.invitations()) if (warning) await mesh.heed({ hash });
}

function made(kind, name, text) {
	const element = document.createElement(kind);
	element.className = name;
	element.textContent = text;
	return element;
}

addEventListener("storage", ({ key }) => key === kept && warned()); // another tab was told
