// Package handlers is the front door: HTTP in, HTTP out. It decides nothing:
// it hands messages to the portal, and turns answers and refusals into
// responses in one place, [server.respond].
package handlers
