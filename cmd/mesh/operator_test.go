package main

import (
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"
)

// TestOperator runs what an operator does, in testdata/operator, against real
// processes.
func TestOperator(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/operator",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATA", filepath.Join(env.WorkDir, "portal-data"))
			return setUp(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"portal":  portalCommand,
			"as":      as,
			"capture": capture,
			"absent":  absent,
			"data":    data,
			"flip":    flip,
			"mode":    mode,
			"http":    httpCommand,
		},
	})
}

// data is `data DIR`: the portal starts there from now on.
func data(ts *testscript.TestScript, neg bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Value(processKey{}).(*process).data = dir
	ts.Setenv("DATA", dir)
}

// flip is `flip DIR STATEMENT`: changes a database behind its program's back.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[0]), "portal.db"))
	ts.Check(err)
	defer db.Close()
	result, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		ts.Fatalf("%d rows were changed (%v), want one", n, err)
	}
}

// mode is `mode MODE FILE…`: the permissions of each.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if got := info.Mode().String(); got != args[0] {
			ts.Fatalf("%s is %s, want %s", name, got, args[0])
		}
	}
}

// httpCommand is `http STATUS PATH [MESSAGE]`: what the portal answers to a
// reader, or to a message.
func httpCommand(ts *testscript.TestScript, neg bool, args []string) {
	url := "http://" + ts.Getenv("PORTAL") + args[1]
	var resp *http.Response
	var err error
	if len(args) > 2 {
		resp, err = http.Post(url, "application/json", strings.NewReader(args[2]))
	} else {
		resp, err = http.Get(url)
	}
	ts.Check(err)
	resp.Body.Close()
	if strconv.Itoa(resp.StatusCode) != args[0] {
		ts.Fatalf("%s answers %d, want %s", args[1], resp.StatusCode, args[0])
	}
}
