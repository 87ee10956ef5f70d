// Package neo4j keeps the graph in a Neo4j database: the shared, durable one that grows, and that researchers query
// with their own Cypher. Each file X.go runs the statements of X.cypher; names and indexes are in migrations.
//
// Neo4j reads what is committed at the moment of reading, so a reader can meet a change half way. Therefore every
// record is one node that holds its canonical form (record) and a stamp: the number of the commit that wrote it, of
// the commit it first came with, and the hash of its line. The node GraphVersion names the commit that readers are to
// see, and is set only when that commit is visible in full. A reader who meets a newer stamp, or a record that does
// not fit its stamp, reads again; see snapshot.go. The readable properties, labels and relationships beside the record
// are for Cypher; nothing is read back from them.
package neo4j

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/statement"
)

// Options say how a database is reached; what is left empty has a sensible value.
type Options struct {
	User, Password string
	Database       string        // "neo4j" if empty
	Patience       time.Duration // how long a call without a deadline may take; half a minute if zero
}

// Store is a graph in a Neo4j database. It implements store.Store.
type Store struct {
	driver       neo4j.DriverWithContext
	bookmarks    neo4j.BookmarkManager
	database     string
	patience     time.Duration
	loadPatience time.Duration
	statements   map[string]string
	closed       atomic.Bool
}

var _ store.Store = (*Store)(nil)

const (
	maxConnections = 64
	// acquisition bounds the wait for a free connection.
	acquisition = 5 * time.Second
	// liveness is how long a connection may have been idle before it is tried out, so that the ones a restart of the
	// server left behind are not used.
	liveness = 45 * time.Second
	// retries bounds how long the driver tries a transaction again, well under the deadline of a request.
	retries = 4 * time.Second
	// firstRelease is the oldest Neo4j with all that the statements use (labels and types given as parameters).
	firstRelease = "5.26"
)

// Open connects to a database by an address such as bolt://localhost:7687 or neo4j+s://…, and brings it to the names
// and indexes that this program knows.
func Open(ctx context.Context, uri string, options Options) (*Store, error) {
	s, err := dial(uri, options)
	if err != nil {
		return nil, err
	}
	if err := s.open(ctx); err != nil {
		err = s.fail(ctx, "open the database", err)
		_ = s.Close() // why it was not opened matters more
		return nil, err
	}
	return s, nil
}

// dial makes a Store that has not spoken to its server yet.
func dial(uri string, options Options) (*Store, error) {
	if options.Database == "" {
		options.Database = "neo4j"
	}
	if options.Patience == 0 {
		options.Patience = 30 * time.Second
	}
	s := &Store{database: options.Database, patience: options.Patience, loadPatience: loadPatience, statements: map[string]string{},
		bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{})}
	all, err := statement.Load(statementFiles, statement.Cypher())
	if err != nil {
		return nil, err
	}
	for _, named := range all {
		s.statements[named.Name] = named.Text
	}
	s.driver, err = neo4j.NewDriverWithContext(uri, neo4j.BasicAuth(options.User, options.Password, ""), configure)
	if err != nil {
		return nil, &store.Error{Code: store.Invalid, Message: "The address of the Neo4j database is none; " +
			"it looks like bolt://localhost:7687 or neo4j+s://graph.example.org.", Cause: err}
	}
	return s, nil
}

func configure(c *config.Config) {
	c.MaxConnectionPoolSize = maxConnections
	c.ConnectionAcquisitionTimeout = acquisition
	c.ConnectionLivenessCheckTimeout = liveness
	c.MaxTransactionRetryTime = retries
	c.SocketConnectTimeout = 3 * time.Second
	c.TelemetryDisabled = true
	c.UserAgent = "securebase"
	c.NotificationsMinSeverity = notifications.DisabledLevel
}

func (s *Store) open(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	if _, err := s.reach(ctx); err != nil {
		return err
	}
	return s.migrate(ctx)
}

// reach speaks to the server for the first time and gives its name and release, such as Neo4j/5.26.30.
func (s *Store) reach(ctx context.Context) (string, error) {
	if err := s.driver.VerifyConnectivity(ctx); err != nil {
		return "", s.strange(ctx, fmt.Errorf("reach the server: %w", err))
	}
	info, err := s.driver.GetServerInfo(ctx)
	if err != nil {
		return "", fmt.Errorf("ask for the release of the server: %w", err)
	}
	if !recent(info.Agent()) {
		return "", store.Errorf(store.Invalid, "The server is %s; Neo4j %s or a later one is needed.", info.Agent(), firstRelease)
	}
	return info.Agent(), nil
}

// strange says that something else answers than a recent Neo4j, if that is the only thing the first words can mean: what
// a Neo4j refuses and what fails on the way is known otherwise. Old servers are refused by the driver already, and a web
// server, or one that wants TLS or does not, speaks another language.
func (s *Store) strange(ctx context.Context, err error) error {
	var known *store.Error
	if errors.As(s.fail(ctx, "open the database", err), &known) {
		return known
	}
	return &store.Error{Code: store.Invalid, Cause: err,
		Message: "The server at this address does not speak as Neo4j " + firstRelease + " or a later one does."}
}

// recent tells whether a server that calls itself "Neo4j/5.26.30" is recent enough.
func recent(agent string) bool {
	_, release, found := strings.Cut(agent, "/")
	have, want := strings.Split(release, "."), strings.Split(firstRelease, ".")
	for i := range want {
		if i >= len(have) {
			return false
		}
		digits := strings.IndexFunc(have[i], func(r rune) bool { return r < '0' || r > '9' })
		if digits < 0 {
			digits = len(have[i])
		}
		h, err1 := strconv.Atoi(have[i][:digits])
		w, err2 := strconv.Atoi(want[i])
		if errors.Join(err1, err2) != nil {
			return false
		}
		if h != w {
			return h > w
		}
	}
	return found
}

// Close implements store.Store.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), acquisition)
	defer cancel()
	if err := s.driver.Close(ctx); err != nil {
		return fmt.Errorf("close the connections to the database: %w", err)
	}
	return nil
}
