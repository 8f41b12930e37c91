//go:build js && wasm

// Command meshwasm is the browser device: meshcore/client compiled to
// WebAssembly, in a dedicated worker. It converts values, and nothing else: what
// a device does is in meshcore/client, where its keys and records are is in
// static/js/vault.js.
package main

import "syscall/js"

// host is what static/js/worker.js offers.
var host = js.Global().Get("meshHost")

func main() {
	host.Call("ready", js.FuncOf(run))
	select {}
}
