package browser

import (
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
)

// portal is a real meshportal on a port and a data directory of its own, which
// it keeps when it is started again.
type portal struct {
	t    *testing.T
	cmd  *exec.Cmd
	port int      // on which it listens
	base string   // URL under which people see it
	data string   // data directory
	args []string // of serve, beside port and data
	log  string   // file
}

// startPortal runs `meshportal serve` with args until the test ends.
func startPortal(t *testing.T, args ...string) *portal {
	t.Helper()
	dir := t.TempDir()
	p := &portal{t: t, port: freePort(t), data: filepath.Join(dir, "data"), log: filepath.Join(dir, "log"), args: args}
	p.base = "http://localhost:" + strconv.Itoa(p.port)
	p.start()
	t.Cleanup(p.kill)
	return p
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// name is host:port, as in account names.
func (p *portal) name() string { return strings.TrimPrefix(p.base, "http://") }

// start runs the portal and waits until it is ready.
func (p *portal) start() {
	p.t.Helper()
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	args := append([]string{"serve", "--listen", "127.0.0.1:" + strconv.Itoa(p.port), "--data", p.data, "--limits.lookups-per-minute", "0"}, p.args...)
	p.cmd = exec.Command(filepath.Join(programs(p.t), "meshportal"), args...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if err := p.ready(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *portal) ready() error {
	for range 1200 {
		if resp, err := http.Get("http://127.0.0.1:" + strconv.Itoa(p.port) + "/readyz"); err == nil {
			resp.Body.Close()
			return nil
		}
		time.Sleep(25 * time.Millisecond)
	}
	text, _ := os.ReadFile(p.log)
	return fmt.Errorf("the portal did not start:\n%s", text)
}

// kill is kill -9.
func (p *portal) kill() {
	if p.cmd != nil {
		p.cmd.Process.Kill()
		p.cmd.Wait()
		p.cmd = nil
	}
}

// stop lets what is under way end.
func (p *portal) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the portal did not stop cleanly: %v", err)
	}
	p.cmd = nil
}

// restart is kill -9 and start.
func (p *portal) restart() {
	p.t.Helper()
	p.kill()
	p.start()
}
