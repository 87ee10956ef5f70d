package neo4j_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/securebase/securebase/internal/soak"
	"github.com/securebase/securebase/internal/store/neo4j/neo4jtest"
)

// TestKilledOnTheWay kills the program, and then the server, while a large graph is brought in. SECUREBASE_SOAK=1 asks
// for it; otherwise a load that is cut short is tested by TestLoadIsResumed.
func TestKilledOnTheWay(t *testing.T) {
	if !soak.On() {
		return
	}
	change := library(t, soak.Times(4_000, 10_000))
	folder := t.TempDir()
	file := filepath.Join(folder, "graph.db")
	fill(t, file, change)
	home := filepath.Join(folder, "home")
	server := startAt(t, home)
	p := program{build(t), server.User, server.Password}
	nodes := len(change.Entities) + len(change.Claims)
	for _, part := range []float64{0.01, 0.3, 0.9} {
		carry(t, p, file, server, int(part*float64(nodes)), func(kill func()) { kill() })
	}
	carry(t, p, file, server, 0, func(kill func()) {
		if err := server.Kill(); err != nil {
			t.Error(err)
		}
	})
	server = startAt(t, home)
	if out := p.run(t, "copy", "--from", "sqlite:"+file, "--to", server.URI); !strings.Contains(string(out), "on both sides") {
		t.Errorf("the copy says %s", out)
	}
	if got, want := p.run(t, "export", "--db", server.URI), p.run(t, "export", "--db", "sqlite:"+file); !bytes.Equal(got, want) {
		t.Errorf("%d bytes are exported, %d were brought in", len(got), len(want))
	}
	if err := server.Kill(); err != nil { // what was acknowledged is there
		t.Error(err)
	}
	server = startAt(t, home)
	if got, want := p.run(t, "export", "--db", server.URI), p.run(t, "export", "--db", "sqlite:"+file); !bytes.Equal(got, want) {
		t.Errorf("%d bytes are exported after the server was killed, %d were brought in", len(got), len(want))
	}
}

func startAt(t *testing.T, home string) *neo4jtest.Server {
	t.Helper()
	server, err := neo4jtest.Start(t.Context(), neo4jtest.Options{Home: home})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() }) // killed perhaps
	return server
}

// carry copies the file to the server and ends that when there are as many nodes more.
func carry(t *testing.T, p program, file string, server *neo4jtest.Server, nodes int, end func(kill func())) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	var told bytes.Buffer
	command := p.command(ctx, "copy", "--from", "sqlite:"+file, "--to", server.URI)
	command.Stderr = &told
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Minute, "the copy is under way", func() error {
		loading, written := underWay(t, server)
		if !loading || written < int64(nodes) {
			return fmt.Errorf("loading: %t, %d nodes", loading, written)
		}
		return nil
	})
	end(kill)
	err := command.Wait()
	if err == nil {
		t.Error("the copy was done before it could be ended")
	}
	t.Logf("ended at %d nodes: %v %s", nodes, err, told.String())
}

// underWay tells whether a load goes on, and how many nodes there are.
func underWay(t *testing.T, server *neo4jtest.Server) (loading bool, nodes int64) {
	t.Helper()
	d, err := driver.NewDriverWithContext(server.URI, driver.BasicAuth(server.User, server.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(t.Context())
	result, err := driver.ExecuteQuery(t.Context(), d, "MATCH (l:Lock {name: 'apply'}) "+
		"RETURN l.loading IS NOT NULL AND l.until > timestamp() AS loading, COUNT { (:Entity) } + COUNT { (:Claim) } AS nodes",
		nil, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("neo4j"))
	if err != nil || len(result.Records) == 0 {
		return false, 0
	}
	loading, _, err1 := driver.GetRecordValue[bool](result.Records[0], "loading")
	nodes, _, err2 := driver.GetRecordValue[int64](result.Records[0], "nodes")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return loading, nodes
}
