package server_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/securebase/securebase/internal/server"
)

// pipes is a listener whose connections are pipes in memory, so that time can be that of the test.
type pipes struct {
	made   chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.made:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.made <- server
	return client
}

// withServer runs a test against a server in the test's own time.
func withServer(t *testing.T, handler http.HandlerFunc, test func(t *testing.T, p *pipes)) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(ctx, p, handler, slog.New(slog.DiscardHandler)) }()
		test(t, p)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "unread", http.StatusBadRequest)
		return
	}
	_, _ = w.Write(body)
}

// TestAClientThatTricklesIsCutOff sends a byte a second, and looks whether others are served meanwhile.
func TestAClientThatTricklesIsCutOff(t *testing.T) {
	for _, c := range []struct {
		name, begin, rest string
		after             time.Duration
	}{
		{"its headers", "", "GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: b\r\n", 1000), 5 * time.Second},
		{"its body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", strings.Repeat("x", 100000), 15 * time.Second},
		{"a body in parts", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", strings.Repeat("1\r\nx\r\n", 10000), 15 * time.Second},
		{"nothing", "", "", 5 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			withServer(t, echo, func(t *testing.T, p *pipes) {
				conn := p.dial()
				began := time.Now()
				var sending sync.WaitGroup
				sending.Go(func() {
					_, err := io.WriteString(conn, c.begin)
					for i := 0; i < len(c.rest) && err == nil; i++ {
						time.Sleep(time.Second)
						_, err = io.WriteString(conn, c.rest[i:i+1])
					}
				})
				time.Sleep(2 * time.Second)
				other := p.dial()
				go io.WriteString(other, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")
				if answer, err := io.ReadAll(other); err != nil || !strings.HasSuffix(string(answer), "\r\n\r\nhi") {
					t.Errorf("another client gets %q (%v)", answer, err)
				}
				if waited := time.Since(began); waited > 3*time.Second {
					t.Errorf("another client waits %v", waited)
				}
				_, _ = io.ReadAll(conn)
				if took := time.Since(began); took < c.after || took > c.after+2*time.Second {
					t.Errorf("cut off after %v, want %v", took, c.after)
				}
				sending.Wait()
			})
		})
	}
}

func TestAClientThatDoesNotReadIsCutOff(t *testing.T) {
	failed := make(chan error, 1)
	withServer(t, func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write(make([]byte, 1<<20))
		failed <- err
	}, func(t *testing.T, p *pipes) {
		conn := p.dial()
		began := time.Now()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		time.Sleep(21 * time.Second)
		synctest.Wait()
		select {
		case err := <-failed:
			if err == nil {
				t.Error("the answer was written although nobody reads it")
			}
		default:
			t.Errorf("still writing after %v", time.Since(began))
		}
	})
}

func TestAServerThatStopsFinishesWhatItAnswers(t *testing.T) {
	begun := make(chan struct{})
	slow := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			_, _ = io.WriteString(w, "begun ")
			_ = http.NewResponseController(w).Flush()
			close(begun)
			time.Sleep(8 * time.Second)
		}
		_, _ = io.WriteString(w, "finished")
	}
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(ctx, p, http.HandlerFunc(slow), slog.New(slog.DiscardHandler)) }()
		idle := p.dial()
		go io.WriteString(idle, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		in := bufio.NewReader(idle)
		if _, err := http.ReadResponse(in, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := in.Discard(len("finished")); err != nil {
			t.Fatal(err)
		}
		under := p.dial()
		go io.WriteString(under, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
		answer := make(chan string, 1)
		go func() {
			raw, _ := io.ReadAll(under)
			answer <- string(raw)
		}()
		<-begun
		began := time.Now()
		stop()
		if _, err := in.ReadByte(); err == nil || time.Since(began) > 2*time.Second {
			t.Errorf("the connection that waits stays open for %v (%v)", time.Since(began), err)
		}
		select {
		case p.made <- nil:
			t.Error("a new connection is taken")
		case <-p.closed:
		}
		if got := <-answer; !strings.Contains(got, "begun ") || !strings.Contains(got, "finished\r\n0\r\n") {
			t.Errorf("the answer under way is %q", got)
		}
		if err := <-ended; err != nil || time.Since(began) > 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestAnAnswerWithoutEndDoesNotKeepAServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		endless := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		go func() { ended <- server.Serve(ctx, p, endless, slog.New(slog.DiscardHandler)) }()
		conn := p.dial()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		began := time.Now()
		stop()
		err := <-ended
		if took := time.Since(began); err == nil || !strings.Contains(err.Error(), "answers under way were cut off after 10s") || took > 11*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
}
