/** What a new device is given, by the choice on the page. */

const presets = {
	editor: { role: "editor", administrator: false, all: true },
	reader: { role: "reader", administrator: false, all: true },
	administrator: { role: "editor", administrator: true, all: true },
	none: { role: "reader", administrator: false, all: false },
};

/** @param {HTMLFormElement} form */
export const chosen = (form) => ({ ...presets[new FormData(form).get("preset")], applications: [] });

/** Marks the choice that a preset stands for. @param {HTMLFormElement} form @param {{role: string, administrator: boolean, all: boolean}} preset */
export function choose(form, preset) {
	const same = (p) => p.role === preset.role && p.administrator === preset.administrator && p.all === preset.all;
	const name = Object.keys(presets).find((key) => same(presets[key]));
	if (name) form.elements.preset.value = name;
}

/** A preset in words. */
export function worded(preset) {
	if (preset.administrator) return "administers";
	if (!preset.all) return "gets nothing yet";
	return preset.role === "reader" ? "reads everything" : "reads and changes everything";
}
