package neo4j_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/securebase/securebase/internal/store"
	"github.com/securebase/securebase/internal/store/neo4j"
)

// TestServersThatWillNotDo opens a graph at addresses where something else than a recent Neo4j answers.
func TestServersThatWillNotDo(t *testing.T) {
	const strange = "The server at this address does not speak as Neo4j 5.26 or a later one does."
	for _, test := range []struct {
		name string
		talk func(net.Conn) error
		code store.Code
		says string
	}{
		{"an old Neo4j", speakBolt44, store.Invalid, strange},
		{"one that speaks none of our versions", answer("\x00\x00\x00\x00"), store.Invalid, strange},
		{"one that speaks a version nobody knows", answer("\x00\x00\x00\x09"), store.Invalid, strange},
		{"a web server", answer("HTTP/1.1 400 Bad Request\r\n\r\n"), store.Invalid, strange},
		{"one that hangs up", func(net.Conn) error { return nil }, store.Unavailable, "cannot be reached"},
		{"one that says nothing", silence, store.Timeout, "did not answer in time"},
	} {
		t.Run(test.name, func(t *testing.T) {
			begun := time.Now()
			s, err := neo4j.Open(t.Context(), listen(t, test.talk), neo4j.Options{User: "neo4j", Password: "secret", Patience: 2 * time.Second})
			if err == nil {
				_ = s.Close()
			}
			if store.CodeOf(err) != test.code || err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %s: %v, want %s: %s", store.CodeOf(err), err, test.code, test.says)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("it took %v to say so", took)
			}
			noDriverWorks(t)
		})
	}
}

// listen answers connections in the given way until the test ends.
func listen(t *testing.T, talk func(net.Conn) error) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return // the test is over
			}
			go func() {
				defer connection.Close()
				_ = talk(connection) // it ends with the client's
			}()
		}
	}()
	return "bolt://" + listener.Addr().String()
}

const handshake = 20 // bytes: four to know the protocol by, and four versions

func answer(text string) func(net.Conn) error {
	return func(c net.Conn) error {
		if _, err := io.ReadFull(c, make([]byte, handshake)); err != nil {
			return err
		}
		if _, err := io.WriteString(c, text); err != nil {
			return err
		}
		return silence(c)
	}
}

func silence(c net.Conn) error {
	_, err := io.Copy(io.Discard, c)
	return err
}

// speakBolt44 accepts every message as Neo4j 4.4 would.
func speakBolt44(c net.Conn) error {
	if _, err := io.ReadFull(c, make([]byte, handshake)); err != nil {
		return err
	}
	if _, err := c.Write([]byte{0, 0, 4, 4}); err != nil {
		return err
	}
	// SUCCESS {"server": "Neo4j/4.4.0", "connection_id": "bolt-1"}, also to what does not ask for it.
	message := []byte{0xb1, 0x70, 0xa2}
	for _, text := range []string{"server", "Neo4j/4.4.0", "connection_id", "bolt-1"} {
		message = append(append(message, 0x80+byte(len(text))), text...)
	}
	for {
		var size uint16
		if err := binary.Read(c, binary.BigEndian, &size); err != nil {
			return err
		}
		if size > 0 { // a message is one chunk here, and ends with an empty one
			if _, err := io.CopyN(io.Discard, c, int64(size)); err != nil {
				return err
			}
			continue
		}
		chunk := binary.BigEndian.AppendUint16(nil, uint16(len(message)))
		if _, err := c.Write(bytes.Join([][]byte{chunk, message, {0, 0}}, nil)); err != nil {
			return err
		}
	}
}
