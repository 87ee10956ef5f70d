package neo4j_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
	"github.com/securebase/securebase/internal/store/sqlite"
)

// program is the built command with the settings of one database.
type program struct{ file, user, password string }

// build makes the command that people run.
func build(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "securebase")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", file, "../../../cmd/securebase").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	return file
}

func (p program) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, p.file, args...)
	command.Env = append(os.Environ(), "SECUREBASE_NEO4J_USER="+p.user, "SECUREBASE_NEO4J_PASSWORD="+p.password)
	return command
}

// run carries out a command that must go well, and gives what it prints.
func (p program) run(t *testing.T, args ...string) []byte {
	t.Helper()
	var told bytes.Buffer
	command := p.command(t.Context(), args...)
	command.Stderr = &told
	out, err := command.Output()
	if err != nil {
		t.Fatalf("securebase %s: %v: %s", strings.Join(args, " "), err, told.String())
	}
	return out
}

// TestProgram runs the built command on the shared server.
func TestProgram(t *testing.T) {
	p := program{build(t), neo4j.SharedServer().User, neo4j.SharedServer().Password}
	t.Run("serve comes up before its database and outlives its absence", func(t *testing.T) { serveOutlives(t, p) })
	t.Run("serve tells what will not mend", func(t *testing.T) { serveTells(t, p) })
	t.Run("copy goes there and back", func(t *testing.T) { copiesThereAndBack(t, p) })
	t.Run("import is killed", func(t *testing.T) { killedImport(t, p) })
	t.Run("doctor tells what is wrong", func(t *testing.T) { doctorTells(t, p) })
}

// serveOutlives starts a server whose database does not answer, lets it come, go and come again.
func serveOutlives(t *testing.T, p program) {
	empty(t)
	if _, err := connect(t, neo4j.SharedServer().URI, options()).Apply(t.Context(), marked(0, 9, stays)); err != nil {
		t.Fatal(err)
	}
	w := newWire(t)
	w.Stop()
	site := serve(t, p, w.address())
	const query = `{"query":"{claims(first:2){nodes{text}}}"}`
	eventually(t, settleTime, "the process is healthy", func() error { return site.wants("/healthz", "", 200, "ok") })
	for _, refusal := range []error{
		site.wants("/readyz", "", 503, "does not answer yet"),
		site.wants("/graphql", query, 503, `"code":"UNAVAILABLE"`),
		site.wants("/", "", 503, "ask again"),
	} {
		if refusal != nil {
			t.Error(refusal)
		}
	}
	w.up(t, w.Listen)
	eventually(t, settleTime, "it recovers", func() error { return site.wants("/readyz", "", 200, "ready") })
	if err := site.wants("/graphql", query, 200, `"`+stays+`"`); err != nil {
		t.Error(err)
	}
	w.Stop()
	begun := time.Now()
	if err := site.wants("/readyz", "", 503, "does not answer"); err != nil {
		t.Error(err)
	}
	const other = `{"query":"{claims(first:3){nodes{text}}}"}`
	if err := site.wants("/graphql", other, 200, `"code":"UNAVAILABLE"`); err != nil {
		t.Error(err)
	}
	if err := site.wants("/graphql", query, 200, `"`+stays+`"`); err != nil {
		t.Errorf("what is kept: %v", err)
	}
	if err := site.wants("/healthz", "", 200, "ok"); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > settleTime {
		t.Errorf("it took %v to say that the database is gone", took)
	}
	w.up(t, w.Listen)
	eventually(t, settleTime, "it recovers", func() error { return site.wants("/graphql", other, 200, `"`+stays+`"`) })
	eventually(t, settleTime, "it is ready again", func() error { return site.wants("/readyz", "", 200, "ready") })
}

// serveTells wants the reason and the exit status at once.
func serveTells(t *testing.T, p program) {
	for _, test := range []struct {
		name   string
		p      program
		args   []string
		status int
		says   string
	}{
		{"wrong password", program{p.file, p.user, "wrong"}, nil, 8, "does not accept this user and password"},
		{"database missing", p, []string{"--config", setting(t, "neo4j_database: absent\n")}, 3, `no database named "absent"`},
		{"old server", p, []string{"--db", listen(t, speakBolt44)}, 2, "does not speak as Neo4j 5.26 or a later one does"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), settleTime)
			defer cancel()
			args := append([]string{"serve", "--addr", "127.0.0.1:0", "--db", neo4j.SharedServer().URI}, test.args...)
			out, err := test.p.command(ctx, args...).CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != test.status || !strings.Contains(string(out), test.says) {
				t.Errorf("%v: %s; want status %d: %s", err, out, test.status, test.says)
			}
			if strings.Contains(string(out), "Neo.") {
				t.Errorf("it speaks as the driver does: %s", out)
			}
		})
	}
}

// setting writes a file of settings.
func setting(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// site is a server that was started for a test.
type site struct {
	base    string
	process *exec.Cmd
	log     *bytes.Buffer // to be read when the process has ended
}

// serve starts the program, and ends it with the test.
func serve(t *testing.T, p program, db string) *site {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	s := &site{base: "http://" + address, process: p.command(context.WithoutCancel(t.Context()), "serve", "--addr", address, "--db", db), log: new(bytes.Buffer)}
	s.process.Stdout, s.process.Stderr = s.log, s.log
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := s.process.Wait(); err != nil || t.Failed() {
			t.Errorf("the server ended with %v: %s", err, s.log)
		}
	})
	return s
}

// wants asks the server, by POST if there is a body.
func (s *site) wants(path, body string, status int, part string) error {
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(ctx, method, s.base+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != status || !strings.Contains(string(text), part) {
		return fmt.Errorf("%s gives %d %s; want %d %s", path, answer.StatusCode, text, status, part)
	}
	return nil
}

// copiesThereAndBack copies a graph that takes several transactions to Neo4j, breaking the copy off on the way, and back.
func copiesThereAndBack(t *testing.T, p program) {
	empty(t)
	bolt := neo4j.SharedServer().URI
	folder := t.TempDir()
	one, two := "sqlite:"+filepath.Join(folder, "one.db"), "sqlite:"+filepath.Join(folder, "two.db")
	change := library(t, 4*neo4j.LoadSize/5) // with entities and sources more than one transaction holds
	fill(t, strings.TrimPrefix(one, "sqlite:"), change)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	broken := p.command(ctx, "copy", "--from", one, "--to", bolt)
	broken.Cancel = func() error { return broken.Process.Signal(syscall.SIGTERM) }
	if err := broken.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "the copy begins", func() error {
		n, err := ask[int64](t, "MATCH (n:Entity) RETURN count(n) AS n")
		if err == nil && n == 0 {
			err = errors.New("nothing is there yet")
		}
		return err
	})
	stop()
	if err := broken.Wait(); err == nil {
		t.Fatal("the copy was done before it could be broken off")
	}
	const told = "on both sides"
	if out := p.run(t, "copy", "--from", one, "--to", bolt); !strings.Contains(string(out), told) {
		t.Errorf("the copy to Neo4j says %s", out)
	}
	if out := p.run(t, "copy", "--from", bolt, "--to", two); !strings.Contains(string(out), told) {
		t.Errorf("the copy back says %s", out)
	}
	want := p.run(t, "export", "--db", one)
	for _, db := range []string{bolt, two} {
		if got := p.run(t, "export", "--db", db); !bytes.Equal(got, want) {
			t.Errorf("%d bytes are exported from %s, %d from %s", len(got), db, len(want), one)
		}
	}
}

// fill brings content into a new SQLite file.
func fill(t *testing.T, file string, change store.ChangeSet) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
}
