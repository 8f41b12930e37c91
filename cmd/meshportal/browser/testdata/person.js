// What a person can see of a page and point at. The value of this file is a
// function: ask.what is "text", "click", "field" or "focus", ask.name what is written
// on the thing. It changes nothing but the scroll position.
(ask) => {
	const clean = (text) => text.replace(/\s+/g, " ").trim();

	/** Shown, and larger than what is left for screen readers alone. */
	const seen = (element) => {
		if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })) return false;
		for (let e = element; e; e = e.parentElement) if (e.offsetWidth <= 1 && e.offsetHeight <= 1) return false;
		return true;
	};

	/** The text below a node in the order in which it is read; blocks stand apart. */
	const read = (node) => {
		if (node.nodeType === Node.TEXT_NODE) return node.parentElement && seen(node.parentElement) ? node.data : "";
		if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE", "TEMPLATE", "SVG", "svg"].includes(node.tagName)) return "";
		if (node.tagName === "BR") return "\n";
		const inside = [...node.childNodes].map(read).join("");
		return node.tagName === "BDI" || getComputedStyle(node).display.startsWith("inline") ? inside : `\n${inside}\n`;
	};

	const names = (element) => {
		const by = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => (id && document.getElementById(id)?.textContent) ?? "").join(" ");
		const value = element instanceof HTMLInputElement && /submit|button/.test(element.type) ? element.value : "";
		return [element.getAttribute("aria-label") ?? "", by, read(element), value].map(clean).filter(Boolean);
	};

	/** The first that bears exactly this name, else the first whose name begins with it. */
	const named = (all) => {
		const same = all.find((e) => names(e).includes(ask.name));
		return same ?? all.find((e) => names(e).some((name) => name.startsWith(ask.name)));
	};

	const things = (selector) => [...document.querySelectorAll(ask.within || "html")].flatMap((root) => [...root.querySelectorAll(selector)]);

	const place = (element) => {
		element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
		const box = [...element.getClientRects()].find((r) => r.width > 1 && r.height > 1);
		if (!box) return { state: "hidden" };
		const x = box.x + box.width / 2, y = box.y + box.height / 2;
		const top = document.elementFromPoint(x, y);
		if (element.disabled || element.ariaDisabled === "true") return { state: "disabled" };
		if (!top || !(element.contains(top) || top.contains(element))) return { state: `covered by ${top?.outerHTML.slice(0, 120)}` };
		return { state: "ready", x, y };
	};

	const point = (all) => {
		const element = named(all.filter(seen));
		if (element) return place(element);
		return { state: named(all) ? "hidden" : "absent" };
	};

	const field = () => {
		const labels = things("label").filter((l) => l.control && seen(l) && seen(l.control));
		const own = things("input, textarea, select").filter(seen);
		return named(labels)?.control ?? named(own);
	};

	/** What has the keyboard, by all of its names; hidden if nothing marks it. */
	const focus = () => {
		const element = document.activeElement;
		const labels = [...(element.labels ?? [])];
		const marked = [element, element.parentElement, ...labels].some((e) => e && (getComputedStyle(e).outlineStyle !== "none" || getComputedStyle(e).boxShadow !== "none"));
		return {
			text: [...names(element), ...labels.map((l) => clean(read(l)))].join("\n"),
			state: element !== document.body && marked && element.matches(":focus-visible") ? "ready" : "hidden",
			kind: `${element.tagName} ${element.type ?? ""}`.trim(),
		};
	};

	switch (ask.what) {
		case "focus":
			return focus();
		case "text":
			return { text: clean([...document.querySelectorAll(ask.within || "body")].map(read).join("\n")) };
		case "click":
			return point(things("button, a[href], summary, label, input[type=submit], input[type=button], [role=button]"));
		case "field": {
			const element = field();
			return element ? { ...place(element), value: element.value, kind: element.tagName } : { state: "absent" };
		}
	}
}
