// Package neo4jtest starts real Neo4j servers for tests and for trying things out, without Docker: a JDK and Maven are
// enough. Several run side by side, each in a home of its own on ports of its own.
package neo4jtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// Server is a running Neo4j.
type Server struct {
	URI      string // bolt://…
	Browser  string // http://…, if asked for
	User     string
	Password string

	home    string
	keep    bool
	library string
	process *exec.Cmd
	life    io.WriteCloser // the server ends when this is closed, or when this process ends
	ended   chan struct{}
	stop    sync.Once
	failure error
}

// Options say how a server is started; the zero value is right for tests.
type Options struct {
	Home      string   // a folder that is kept; "" is a temporary one
	Browser   bool     // serve Neo4j Browser and the HTTP interface too
	Java      []string // settings of the virtual machine; nil is a small one that starts soon
	PageCache string   // memory for the database's files, such as 512m; "" is little
	// Fill is run before the first start, with neo4j-admin at hand.
	Fill func(admin func(args ...string) error) error
}

// startTime is how long a server may take until it answers, on a slow and busy machine.
const startTime = 2 * time.Minute

// Start starts a server and waits until it answers.
func Start(ctx context.Context, options Options) (*Server, error) {
	library, err := Library(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{User: "neo4j", Password: rand.Text(), home: options.Home, keep: options.Home != "", library: library}
	if !s.keep {
		if s.home, err = os.MkdirTemp("", "securebase-neo4j-"); err != nil {
			return nil, fmt.Errorf("make a home for Neo4j: %w", err)
		}
	}
	for range 3 { // another process may take a port between the choice and the start
		if err = s.start(ctx, options); err == nil {
			return s, nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	s.removeHome()
	return nil, err
}

func (s *Server) start(ctx context.Context, options Options) error {
	bolt, err := freeAddress()
	if err != nil {
		return err
	}
	browser := ""
	if options.Browser {
		if browser, err = freeAddress(); err != nil {
			return err
		}
	}
	if err := s.configure(bolt, browser, options.PageCache); err != nil {
		return err
	}
	if err := s.setPassword(ctx); err != nil {
		return err
	}
	if options.Fill != nil {
		err := options.Fill(func(args ...string) error {
			_, err := s.java(ctx, nil, append([]string{adminClass}, args...)...)
			return err
		})
		if err != nil {
			return fmt.Errorf("fill Neo4j: %w", err)
		}
	}
	if err := s.launch(options); err != nil {
		return err
	}
	s.URI = "bolt://" + bolt
	if browser != "" {
		s.Browser = "http://" + browser
	}
	if err := s.await(ctx); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.home, "console.log"))
		return errors.Join(fmt.Errorf("start Neo4j: %w: %s", err, tail(string(log))), s.end())
	}
	return nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("look for a free port: %w", err)
	}
	address := listener.Addr().String()
	return address, listener.Close()
}

func (s *Server) configure(bolt, browser, pageCache string) error {
	if pageCache == "" {
		pageCache = "64m"
	}
	settings := []string{
		"server.bolt.listen_address=" + bolt,
		"server.bolt.advertised_address=" + bolt,
		"server.http.enabled=" + fmt.Sprint(browser != ""),
		"server.https.enabled=false",
		"server.directories.import=" + filepath.Join(s.home, "import"),
		"dbms.security.allow_csv_import_from_file_urls=false",
		"dbms.usage_report.enabled=false",
		"server.memory.pagecache.size=" + pageCache,
		"db.tx_log.preallocate=false",
		// Without it the end takes ten seconds longer.
		"internal.dbms.bolt.netty_server_shutdown_quiet_period=0",
	}
	if browser != "" {
		settings = append(settings, "server.http.listen_address="+browser, "server.http.advertised_address="+browser)
	}
	for _, folder := range []string{"conf", "import", "data", "logs"} {
		if err := os.MkdirAll(filepath.Join(s.home, folder), 0o700); err != nil {
			return fmt.Errorf("make the home of Neo4j: %w", err)
		}
	}
	content := strings.Join(settings, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(s.home, "conf", "neo4j.conf"), []byte(content), 0o600); err != nil {
		return fmt.Errorf("write the settings of Neo4j: %w", err)
	}
	return nil
}

// setPassword sets the password of a home that was never started; a kept home has its own in a file.
func (s *Server) setPassword(ctx context.Context) error {
	file := filepath.Join(s.home, "password")
	if known, err := os.ReadFile(file); err == nil {
		s.Password = string(known)
		return nil
	}
	if _, err := s.java(ctx, nil, adminClass, "dbms", "set-initial-password", s.Password); err != nil {
		return fmt.Errorf("set the password of Neo4j: %w", err)
	}
	if err := os.WriteFile(file, []byte(s.Password), 0o600); err != nil {
		return fmt.Errorf("note the password of Neo4j: %w", err)
	}
	return nil
}

// The programs of Neo4j beside the server: neo4j-admin and cypher-shell.
const (
	adminClass = "org.neo4j.server.startup.Neo4jAdminCommand"
	shellClass = "org.neo4j.shell.Main"
)

// java runs a program of Neo4j and gives what it prints.
func (s *Server) java(ctx context.Context, input io.Reader, args ...string) (string, error) {
	program := exec.CommandContext(ctx, "java", append([]string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", s.library + "/*"}, args...)...)
	program.Env = append(os.Environ(), "NEO4J_HOME="+s.home, "NEO4J_CONF="+filepath.Join(s.home, "conf"))
	program.Stdin, program.Dir = input, s.home // neo4j-admin leaves a report where it is run
	out, err := program.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, tail(string(out)))
	}
	return string(out), nil
}

// Shell runs a script with cypher-shell and gives what it prints.
func (s *Server) Shell(ctx context.Context, script io.Reader) (string, error) {
	out, err := s.java(ctx, script, shellClass, "-a", s.URI, "-u", s.User, "-p", s.Password, "--format", "plain")
	if err != nil {
		return "", fmt.Errorf("run cypher-shell: %w", err)
	}
	return out, nil
}

// keeper runs the server as long as its own input is open. The input is a pipe from this process, so that a server
// ends however this process ends, on every Unix.
const keeper = `exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r how <&3; [ "$how" = kill ] && kill -KILL $server; kill -TERM $server; sleep 30; kill -KILL $server; } 2>/dev/null &
exec 3<&-
wait $server
status=$?
kill $! 2>/dev/null
exit $status`

func (s *Server) launch(options Options) error {
	java := options.Java
	if java == nil {
		java = []string{"-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"}
	}
	args := append([]string{"-c", keeper, "sh", "java"}, java...)
	args = append(args, "-cp", s.library+"/*", "org.neo4j.server.CommunityEntryPoint",
		"--home-dir="+s.home, "--config-dir="+filepath.Join(s.home, "conf"))
	s.process = exec.Command("sh", args...)
	console, err := os.Create(filepath.Join(s.home, "console.log"))
	if err != nil {
		return fmt.Errorf("make the log of Neo4j: %w", err)
	}
	defer console.Close()
	s.process.Stdout, s.process.Stderr = console, console
	if s.life, err = s.process.StdinPipe(); err != nil {
		return fmt.Errorf("make a pipe to Neo4j: %w", err)
	}
	if err := s.process.Start(); err != nil {
		return fmt.Errorf("start Neo4j: %w", err)
	}
	s.ended = make(chan struct{})
	go func(process *exec.Cmd, ended chan struct{}) {
		_ = process.Wait() // a server that was told to end says so in its status, which is no failure
		close(ended)
	}(s.process, s.ended)
	return nil
}

// await waits until the server answers a query.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	driver, err := s.driver()
	if err != nil {
		return err
	}
	defer func() { _ = driver.Close(context.WithoutCancel(ctx)) }()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.ended:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		short, cancel := context.WithTimeout(ctx, 5*time.Second)
		err := run(short, driver, "RETURN 1")
		cancel()
		if err == nil {
			return nil
		}
	}
}

// Stop ends the server and removes its home, unless that was given.
func (s *Server) Stop() error {
	s.stop.Do(func() {
		s.failure = s.end()
		s.removeHome()
	})
	return s.failure
}

func (s *Server) end() error {
	_ = s.life.Close() // closed already if the server ended by itself
	select {
	case <-s.ended:
		return nil
	case <-time.After(40 * time.Second):
		return errors.New("neo4j does not end")
	}
}

// Kill ends the server at once, as a loss of power does. A home that was given can be started again.
func (s *Server) Kill() error {
	if _, err := io.WriteString(s.life, "kill\n"); err != nil {
		return fmt.Errorf("kill Neo4j: %w", err)
	}
	return s.Stop()
}

// Ended is closed when the server has ended, for whatever reason.
func (s *Server) Ended() <-chan struct{} { return s.ended }

func (s *Server) removeHome() {
	if !s.keep {
		_ = os.RemoveAll(s.home) // a temporary folder
	}
}

func (s *Server) driver() (neo4j.DriverWithContext, error) {
	return neo4j.NewDriverWithContext(s.URI, neo4j.BasicAuth(s.User, s.Password, ""), func(c *config.Config) {
		c.MaxTransactionRetryTime = 0
		c.TelemetryDisabled = true
	})
}

// Run carries out a statement on the server, as a researcher would.
func (s *Server) Run(ctx context.Context, statement string) error {
	driver, err := s.driver()
	if err != nil {
		return err
	}
	defer func() { _ = driver.Close(context.WithoutCancel(ctx)) }()
	return run(ctx, driver, statement)
}

// Empty removes all nodes and relationships. The constraints and indexes, and the notes of the migrations that made
// them, stay.
func (s *Server) Empty(ctx context.Context) error {
	return s.Run(ctx, "MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
}

func run(ctx context.Context, driver neo4j.DriverWithContext, statement string) error {
	session := driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "neo4j"})
	defer func() { _ = session.Close(context.WithoutCancel(ctx)) }()
	result, err := session.Run(ctx, statement, nil)
	if err != nil {
		return err
	}
	_, err = result.Consume(ctx)
	return err
}

func tail(text string) string {
	const most = 2000
	text = strings.TrimSpace(text)
	return text[max(0, len(text)-most):]
}
