//go:build js && wasm

package main

import (
	"errors"
	"syscall/js"
)

// await waits for a promise on this goroutine.
func await(promise js.Value) (js.Value, error) {
	type settled struct {
		value js.Value
		err   error
	}
	done := make(chan settled, 1)
	fulfilled := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- settled{value: first(args)}
		return nil
	})
	rejected := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- settled{err: thrown(first(args))}
		return nil
	})
	defer fulfilled.Release()
	defer rejected.Release()
	promise.Call("then", fulfilled, rejected)
	s := <-done
	return s.value, s.err
}

func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}

// thrown makes a Go error of what JavaScript threw.
func thrown(v js.Value) error {
	if v.Type() == js.TypeObject {
		return errors.New(v.Get("name").String() + ": " + v.Get("message").String())
	}
	return errors.New(v.String())
}

// bytesOf copies a Uint8Array.
func bytesOf(v js.Value) []byte {
	b := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(b, v)
	return b
}

// array copies bytes to a new Uint8Array.
func array(b []byte) js.Value {
	v := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(v, b)
	return v
}
