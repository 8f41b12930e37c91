/** The list of devices: reject a request, and let invited devices in. */

import { reveal } from "./dom.js";
import { holdDevices } from "./hold.js";
import { letIn } from "./letin.js";
import { rejectable } from "./reject.js";
import { refresh } from "./live.js";
import { report } from "./trouble.js";

function told({ admitted, warning }) {
	if (warning) report(new Error(warning));
	if (admitted.length === 0) return;
	reveal("letin", { text: `Let in by your invitation: ${admitted.map((one) => one.name).join(", ")}` });
	refresh();
}

rejectable();
holdDevices().catch(report);
document.addEventListener("mesh:refreshed", () => holdDevices().catch(report));
letIn(told, report);
