package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the scenarios of testdata/script against real processes:
// each script has a portal of its own and as many machines as it names.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: setUp,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"portal":  portalCommand,
			"as":      as,
			"capture": capture,
			"retry":   retry,
			"lines":   lines,
			"absent":  absent,
		},
	})
}

// setUp puts the programs on the path, and gives the script a portal's address.
func setUp(env *testscript.Env) error {
	bin, err := programs()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
	env.Setenv("PORTAL", "localhost:"+strconv.Itoa(port))
	env.Setenv("HOME", env.WorkDir)
	env.Values[processKey{}] = &process{data: filepath.Join(env.WorkDir, "portal-data"), port: port, bin: bin}
	env.Defer(func() { env.Values[processKey{}].(*process).kill() })
	return listener.Close()
}

type processKey struct{}

// process is a real meshportal.
type process struct {
	cmd  *exec.Cmd
	data string
	bin  string
	port int
}

func (p *process) start() error {
	if p.cmd != nil {
		return fmt.Errorf("the portal runs already")
	}
	log, err := os.OpenFile(p.data+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	p.cmd = exec.Command(filepath.Join(p.bin, "meshportal"), "serve", "--listen", "127.0.0.1:"+strconv.Itoa(p.port), "--data", p.data)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return err
	}
	return p.ready()
}

func (p *process) ready() error {
	for range 1200 {
		resp, err := http.Get("http://localhost:" + strconv.Itoa(p.port) + "/readyz")
		if err == nil {
			resp.Body.Close()
			return nil
		}
		time.Sleep(25 * time.Millisecond)
	}
	text, _ := os.ReadFile(p.data + ".log")
	return fmt.Errorf("the portal did not start:\n%s", text)
}

func (p *process) kill() {
	if p.cmd != nil {
		p.cmd.Process.Kill()
		p.cmd.Wait()
		p.cmd = nil
	}
}

func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := p.cmd.Wait()
	p.cmd = nil
	return err
}

// portalCommand is `portal start|kill|stop|restart`; restart is kill -9 and start.
func portalCommand(ts *testscript.TestScript, neg bool, args []string) {
	p := ts.Value(processKey{}).(*process)
	if len(args) != 1 {
		ts.Fatalf("usage: portal start|kill|stop|restart")
	}
	switch args[0] {
	case "start":
		ts.Check(p.start())
	case "stop":
		ts.Check(p.stop())
	case "kill":
		p.kill()
	case "restart":
		p.kill()
		ts.Check(p.start())
	}
}

// as is `as NAME`: the commands that follow run on that machine.
func as(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv("MESH_STATE", filepath.Join(ts.MkAbs("."), args[0]))
}

// capture is `capture VARIABLE PATH`: a member of the JSON on standard output,
// for instance shares.0, becomes a variable.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	var value any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &value); err != nil {
		ts.Fatalf("standard output is not JSON: %v", err)
	}
	for step := range strings.SplitSeq(args[1], ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				ts.Fatalf("there is no element %s", step)
			}
			value = v[i]
		}
	}
	if value == nil {
		ts.Fatalf("there is no %s in %s", args[1], ts.ReadFile("stdout"))
	}
	ts.Setenv(args[0], fmt.Sprint(value))
}

// retry is `retry COMMAND…`: again while the portal cannot be reached.
func retry(ts *testscript.TestScript, neg bool, args []string) {
	var err error
	for range 100 {
		if err = ts.Exec(args[0], args[1:]...); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%v: %v", args, err)
}

// lines is `lines FILE TEXT…`: writes each text as a line.
func lines(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(args[1:], "\n")+"\n"), 0o600))
}

// absent is `absent TEXT…`: none of the texts occurs in any file of the
// portal: database, write-ahead log, server log.
func absent(ts *testscript.TestScript, neg bool, args []string) {
	p := ts.Value(processKey{}).(*process)
	files, err := filepath.Glob(p.data + "*/*")
	ts.Check(err)
	files = append(files, p.data+".log")
	for _, file := range files {
		data, err := os.ReadFile(file)
		ts.Check(err)
		for _, text := range args {
			if strings.Contains(string(data), text) {
				ts.Fatalf("%s contains %q", file, text)
			}
		}
	}
}
