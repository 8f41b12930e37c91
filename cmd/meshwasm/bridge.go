//go:build js && wasm

package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"syscall/js"
	"time"

	"github.com/go-jose/go-jose/v4/json"

	"meshportal/meshcore"
	"meshportal/meshcore/client"
	"meshportal/meshcore/protocol"
)

// device is one call on this browser's state: a client of its own, so that what
// another tab has changed is seen.
type device struct {
	*client.Client
	ctx     context.Context
	records *vault
	base    string
}

// call takes the argument's JSON and returns what becomes the answer's.
type call func(d *device, argument []byte) (any, error)

// with makes a call of a function of one argument.
func with[A any](f func(d *device, a A) (any, error)) call {
	return func(d *device, argument []byte) (any, error) {
		var a A
		if err := json.Unmarshal(argument, &a); err != nil {
			return nil, meshcore.Invalid("the page asked for something that it cannot: %v", err)
		}
		return f(d, a)
	}
}

// plain makes a call of a function that takes nothing.
func plain(f func(d *device) (any, error)) call {
	return func(d *device, _ []byte) (any, error) { return f(d) }
}

// run answers one call with a promise; the work is on a goroutine of its own,
// since it waits for other promises.
func run(_ js.Value, args []js.Value) any {
	name, argument := args[0].String(), []byte(args[1].String())
	var executor js.Func
	executor = js.FuncOf(func(_ js.Value, settle []js.Value) any {
		go func() {
			defer executor.Release()
			answer, err := perform(name, argument)
			if err != nil {
				settle[1].Invoke(js.Global().Get("Error").New(failure(err)))
				return
			}
			settle[0].Invoke(answer)
		}()
		return nil
	})
	return js.Global().Get("Promise").New(executor)
}

func perform(name string, argument []byte) (answer string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	f, ok := calls[name]
	if !ok {
		return "", meshcore.Invalid("the browser device cannot %q", name)
	}
	d, err := open()
	if err != nil {
		return "", err
	}
	value, err := f(d, argument)
	if err != nil {
		return "", d.stopped(err)
	}
	text, err := json.Marshal(value)
	return string(text), err
}

// open makes the client of this browser.
func open() (*device, error) {
	base := host.Get("origin").String()
	d := &device{ctx: context.Background(), records: &vault{host.Get("vault")}, base: base}
	var err error
	d.Client, err = client.New(client.Config{
		Machine: d.records, Transport: transport{}, BaseURL: base,
		Now: time.Now, Rand: rand.Reader,
		Progress: func(text string) { host.Call("progress", text) },
	})
	return d, err
}

// nothing is the answer of a call that has none.
type nothing struct{}

var _ protocol.Transport = transport{}
