// Package browser holds the journeys of people: its tests run the portal as it
// is installed, open it in Chromium, and see, click and type what a person
// would. They count clicks and inputs against experience.md §3, and every test
// ends with an empty console: no error, no dialog, no violation of the page's
// policy. Without Chromium they skip, unless CI=true. MESH_CHROMIUM names
// another browser, MESH_AXE another axe.min.js, and MESH_ARTIFACTS the folder
// in which a failing test leaves what it saw.
package browser
