/** Finding and filling what the server has rendered; HTML is never made from text. */

/** The element with a data-part. @param {string} name @param {ParentNode} root @returns {HTMLElement} */
export const part = (name, root = document) => root.querySelector(`[data-part="${name}"]`);

/** The form with a data-form. @param {string} name @returns {HTMLFormElement} */
export const form = (name) => document.querySelector(`[data-form="${name}"]`);

/** The elements with a data-action. @param {string} name @param {ParentNode} root */
export const actions = (name, root = document) => root.querySelectorAll(`[data-action="${name}"]`);

/** Puts text into every data-field of that name, the root included. @param {ParentNode} root @param {Record<string, unknown>} values */
export function fill(root, values) {
	for (const [name, value] of Object.entries(values)) {
		const text = String(value ?? "");
		if (root.dataset?.field === name) root.textContent = text;
		for (const element of root.querySelectorAll(`[data-field="${name}"]`)) element.textContent = text;
	}
}

/** A copy of a template's content, filled in. @param {string} name @param {Record<string, unknown>} values @returns {HTMLElement} */
export function stamp(name, values = {}) {
	const copy = document.querySelector(`template[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
	fill(copy, values);
	return copy;
}

/** Shows one state of the page and hides the others; its heading gets the focus. @param {string} name */
export function show(name) {
	for (const state of document.querySelectorAll("[data-state]")) state.hidden = state.dataset.state !== name;
	document.querySelector(`[data-state="${name}"] [tabindex="-1"]`)?.focus();
}

/** Says what goes on in whatever mark of work is shown. @param {string} text */
export function progress(text) {
	for (const line of document.querySelectorAll('[data-field="progress"]')) line.textContent = text;
}

/** Says in words what went wrong, where the page has a place for it. @param {string} message @param {ParentNode} root */
export function complain(message, root = document) {
	const place = part("trouble", root) ?? part("trouble");
	if (!place) return;
	fill(place, { message });
	place.hidden = message === "";
	if (message !== "") place.querySelector("[tabindex]")?.focus();
}

/** Shows text of a part and the part itself. @param {string} name @param {Record<string, unknown>} values */
export function reveal(name, values = {}) {
	const place = part(name);
	if (!place) return;
	fill(place, values);
	place.hidden = false;
}
