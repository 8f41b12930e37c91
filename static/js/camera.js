/** Reads a QR code with this device's camera; the reader is loaded only when it is asked for. */

import { actions } from "./dom.js";

/** Shows the camera in a place until it sees a code. @param {HTMLElement} place @returns {Promise<string>} the code's text */
export async function scan(place) {
	const stream = await open();
	const video = place.querySelector("video");
	await import("./vendor/jsqr.js");
	place.hidden = false;
	video.srcObject = stream;
	await video.play();
	let stopped = false;
	for (const button of actions("stop", place)) button.onclick = () => (stopped = true);
	try {
		return await look(video, () => stopped);
	} finally {
		for (const track of stream.getTracks()) track.stop();
		place.hidden = true;
	}
}

async function open() {
	try {
		return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
	} catch {
		throw new Error("The camera cannot be used here. Nothing was changed: paste the code or the link instead, or open the link on this device.");
	}
}

async function look(video, stopped) {
	const canvas = document.createElement("canvas");
	const pen = canvas.getContext("2d", { willReadFrequently: true });
	while (!stopped()) {
		await new Promise(requestAnimationFrame);
		canvas.width = video.videoWidth;
		canvas.height = video.videoHeight;
		if (canvas.width === 0) continue;
		pen.drawImage(video, 0, 0);
		const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
		const found = globalThis.jsQR(data, width, height);
		if (found?.data) return found.data;
	}
	throw new Error("The camera was stopped. Nothing was changed.");
}
