package neo4j_test

import (
	"fmt"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/rs/zerolog"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// settleTime is how long connections and goroutines may take to end on a busy machine.
const settleTime = 20 * time.Second

// wire is the network between a store and the server, which can be disturbed. Its address stays the same.
type wire struct{ *toxiproxy.Proxy }

func newWire(t *testing.T) *wire {
	t.Helper()
	zerolog.SetGlobalLevel(zerolog.Disabled) // some toxics write to a logger of their own
	w := new(wire)
	w.up(t, "127.0.0.1:0")
	t.Cleanup(func() { w.Stop() })
	return w
}

func (w *wire) up(t *testing.T, listen string) {
	t.Helper()
	silent := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	w.Proxy = toxiproxy.NewProxy(silent, t.Name(), listen, strings.TrimPrefix(neo4j.SharedServer().URI, "bolt://"))
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
}

func (w *wire) address() string { return "bolt://" + w.Listen }

// disturb adds a toxic, which meets connections that stand and those that come.
func (w *wire) disturb(t *testing.T, sort, direction, attributes string) {
	t.Helper()
	toxic := fmt.Sprintf(`{"type": %q, "stream": %q, "attributes": %s}`, sort, direction, attributes)
	if _, err := w.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		t.Fatalf("%s: %v", toxic, err)
	}
}

// mend takes all faults away. Connections that stood do not survive it, as when a network comes back.
func (w *wire) mend(t *testing.T) {
	t.Helper()
	w.Stop()
	w.up(t, w.Listen)
}

func options() neo4j.Options {
	server := neo4j.SharedServer()
	return neo4j.Options{User: server.User, Password: server.Password}
}

// connect opens the graph at an address as it is.
func connect(t *testing.T, address string, options neo4j.Options) *neo4j.Store {
	t.Helper()
	s, err := neo4j.Open(t.Context(), address, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// empty leaves no content in the shared server.
func empty(t *testing.T) {
	t.Helper()
	if err := neo4j.SharedServer().Empty(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// constructs makes a change of as many constructs, all with the same words.
func constructs(n int, words string) store.ChangeSet {
	var change store.ChangeSet
	for i := range n {
		change.Entities = append(change.Entities, &evidence.Construct{Common: evidence.Common{
			ID: fmt.Sprintf("construct-%06d", i), Kind: evidence.KindConstruct, Name: fmt.Sprintf("Construct %d", i), Summary: words}})
	}
	return change
}

// eventually waits for what comes by itself.
func eventually(t *testing.T, within time.Duration, what string, holds func() error) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		err := holds()
		if err == nil {
			return
		}
		if time.Since(begun) > within {
			t.Errorf("%s: not within %v: %v", what, within, err)
			return
		}
	}
}

// noDriverWorks wants that no goroutine of the driver is left: a connection that is not in use has none.
func noDriverWorks(t *testing.T) {
	t.Helper()
	eventually(t, settleTime, "goroutines of the driver end", func() error {
		var all strings.Builder
		if err := pprof.Lookup("goroutine").WriteTo(&all, 2); err != nil {
			return err
		}
		for stack := range strings.SplitSeq(all.String(), "\n\n") {
			if strings.Contains(stack, "neo4j-go-driver") {
				return fmt.Errorf("one is left: %s", stack)
			}
		}
		return nil
	})
}

// noneConnected wants that the server knows of no connection and no transaction of the program.
func noneConnected(t *testing.T) {
	t.Helper()
	for _, left := range []string{
		"CALL dbms.listConnections() YIELD userAgent WHERE userAgent STARTS WITH 'securebase' RETURN count(*) AS n",
		"SHOW TRANSACTIONS YIELD metaData WHERE metaData.app = 'securebase' RETURN count(*) AS n",
	} {
		eventually(t, settleTime, "nothing is left on the server", func() error {
			n, err := ask[int64](t, left)
			if err == nil && n > 0 {
				err = fmt.Errorf("%s gives %d", left, n)
			}
			return err
		})
	}
}

// ask gives the only value that a statement gives.
func ask[T driver.RecordValue](t *testing.T, statement string) (value T, err error) {
	t.Helper()
	server := neo4j.SharedServer()
	direct, err := driver.NewDriverWithContext(server.URI, driver.BasicAuth(server.User, server.Password, ""))
	if err != nil {
		return value, err
	}
	defer direct.Close(t.Context())
	result, err := driver.ExecuteQuery(t.Context(), direct, statement, nil, driver.EagerResultTransformer,
		driver.ExecuteQueryWithDatabase("neo4j"))
	if err != nil {
		return value, err
	}
	value, _, err = driver.GetRecordValue[T](result.Records[0], "n")
	return value, err
}
