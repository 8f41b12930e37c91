/** A browser that has lost its keys: what is left of the old device is forgotten only when its person goes on. */

import { device } from "./agent.js";
import { actions } from "./dom.js";

/** Empties what this browser has stored of the old device. */
function forget() {
	return new Promise((done, failed) => {
		const opening = indexedDB.open("mesh");
		opening.onerror = () => failed(opening.error);
		opening.onsuccess = () => {
			const database = opening.result;
			const stores = [...database.objectStoreNames];
			if (stores.length === 0) return done();
			const change = database.transaction(stores, "readwrite");
			for (const name of stores) change.objectStore(name).clear();
			change.oncomplete = () => done(database.close());
			change.onerror = () => failed(change.error);
		};
	});
}

const known = await device();
if (known && !known.lost) location.replace("/home");
for (const link of actions("forget")) {
	link.addEventListener("click", async (event) => {
		event.preventDefault();
		await forget();
		await fetch("/session/end", { method: "POST" }); // of the device that is gone
		location.assign(link.href);
	});
}
