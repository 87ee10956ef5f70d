//go:build !race

package server_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// longAnswer asks for an answer that does not fit the buffers of a connection, and is kept: ten thousand pages would not
// be made before the first readers are cut off.
const longAnswer = "/graphql?query={claims(first:100){nodes{id,text,subject{id,name,summary{text}},object{id,name,summary{text}},citations{locator,depth,source{id,name,title,tier,summary{text},publisher,aliases,citation(style:APA)}}}}}"

// readerStays is how long a reader reads before it asks again. The server cuts it off a little later.
const readerStays = 15 * time.Second

// readerCosts is how many bytes of memory a slow reader may cost, besides the answer that waits for all of them.
const readerCosts = 64 << 10

// seen is what clients have seen.
type seen struct {
	Under    int           // readers that were answered
	Answered int64         // whole answers
	Away     int64         // requests that were told to come again, since too many were under way
	Slowest  time.Duration // of the answers
	Wrong    []string      // other answers, the first few
}

// openFiles is how many files a process may have open.
func openFiles(t *testing.T) int {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	return int(limit.Cur)
}

// readSlowly opens connections, asks for something long on each and reads a byte a second of it. A reader that has read
// for a while, or was turned away, asks again.
func readSlowly(addr, path string, n int) {
	ctx, stop := context.WithCancel(context.Background())
	var all, begun sync.WaitGroup
	var under atomic.Int64
	begun.Add(n)
	for i := range n {
		all.Go(func() {
			first := sync.OnceFunc(func() {
				under.Add(1)
				begun.Done()
			})
			for ctx.Err() == nil {
				stays, leave := context.WithTimeout(ctx, readerStays)
				readOnce(stays, addr, path, first)
				leave()
				time.Sleep(100 * time.Millisecond)
			}
		})
		if i%50 == 49 {
			time.Sleep(25 * time.Millisecond)
		}
	}
	begun.Wait()
	<-untilDismissed()
	stop()
	all.Wait()
	report(seen{Under: int(under.Load())})
}

// likeFarAway gives a connection the small packets and buffers of one over a network. Within a machine packets have 64 kB,
// and the system takes a whole page off the server's hands.
func likeFarAway(_, _ string, c syscall.RawConn) (err error) {
	return errors.Join(c.Control(func(fd uintptr) {
		err = errors.Join(syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 1400),
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096))
	}), err)
}

func readOnce(ctx context.Context, addr, path string, first func()) {
	conn, err := (&net.Dialer{Control: likeFarAway}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, addr); err != nil {
		return
	}
	line := make([]byte, len("HTTP/1.1 200"))
	if _, err := io.ReadFull(conn, line); err != nil || !bytes.HasSuffix(line, []byte("200")) {
		return
	}
	first()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := conn.Read(line[:1]); err != nil {
			return
		}
	}
}

// question is something that clients ask for.
type question struct{ path, query string }

// mixture is what many clients ask for, turn by turn.
func mixture() []question {
	all := []question{{path: "/"}, {path: "/constructs"}, {path: "/constructs/secure-base"}, {path: "/theorists/john-bowlby?tier=T1"}, {path: "/lineage/circle-of-security?direction=ancestors"},
		{path: "/paths?from=mary-ainsworth&to=circle-of-security"}, {path: "/search?q=ainswerth"}, {path: "/disputes"}, {path: "/schema.graphql"}, {path: "/nowhere"}}
	for _, query := range []string{`{graph{version counts{entities claims}}}`, `{entity(id:"secure-base"){name page{sections{title claims(first:5){nodes{text citations{source{name}}}}}}}}`,
		`{search(query:"secure base",first:10){nodes{score}}}`, `{lineage(id:"secure-base",depth:3){nodes{entity{name}}}}`, `{evidencePaths(from:"mary-ainsworth",to:"circle-of-security"){paths{weakest}}}`,
		`{claims(first:50){nodes{text stance}}}`, `{nothing}`} {
		all = append(all, question{"/graphql", query})
	}
	return all
}

// askAll has clients ask as fast as they are answered.
func askAll(addr string, clients int) {
	ctx, stop := context.WithCancel(context.Background())
	web := &http.Client{Transport: &http.Transport{MaxIdleConns: clients, MaxIdleConnsPerHost: clients}, Timeout: time.Minute}
	var all sync.WaitGroup
	var answered, away, slowest atomic.Int64
	var lock sync.Mutex
	var wrong []string
	questions := mixture()
	for i := range clients {
		all.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				begun := time.Now()
				status, body, err := put(web, addr, questions[n%len(questions)])
				took := time.Since(begun)
				switch {
				case err == nil && status == http.StatusServiceUnavailable && strings.Contains(body, "too many requests are under way"):
					away.Add(1)
					time.Sleep(100 * time.Millisecond)
				case err != nil || status >= 500 || strings.Contains(body, `"code":"INTERNAL"`):
					lock.Lock()
					if len(wrong) < 10 {
						wrong = append(wrong, fmt.Sprintf("%+v: %d %v %.300s", questions[n%len(questions)], status, err, body))
					}
					lock.Unlock()
				default:
					answered.Add(1)
					for s := slowest.Load(); int64(took) > s && !slowest.CompareAndSwap(s, int64(took)); s = slowest.Load() {
					}
				}
			}
		})
	}
	<-untilDismissed()
	stop()
	all.Wait()
	web.CloseIdleConnections()
	report(seen{Answered: answered.Load(), Away: away.Load(), Slowest: time.Duration(slowest.Load()), Wrong: wrong})
}

func put(web *http.Client, addr string, q question) (status int, body string, err error) {
	method, text := http.MethodGet, ""
	if q.query != "" {
		raw, err := json.Marshal(map[string]string{"query": q.query})
		if err != nil {
			return 0, "", err
		}
		method, text = http.MethodPost, string(raw)
	}
	r, err := http.NewRequest(method, "http://"+addr+q.path, strings.NewReader(text)) //nolint:noctx // has a time limit of its own
	if err != nil {
		return 0, "", err
	}
	if text != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := web.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(raw), err
}

func report(s seen) {
	out := bufio.NewWriter(os.Stdout)
	_ = json.NewEncoder(out).Encode(s)
	_ = out.Flush()
}
