package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"
)

// client sends one request after the other over one connection that is kept open. It does little beside, since its own
// time is part of what both sides of a ratio are measured by.
type client struct {
	address string
	conn    net.Conn
	in      *bufio.Reader
	used    time.Time
	body    bytes.Buffer
}

// idle is how long a connection may have been unused. Servers soon close one on which nothing comes.
const idle = 2 * time.Second

func newClient(address string) *client {
	return &client{address: address, in: bufio.NewReaderSize(nil, 64<<10)}
}

func (c *client) close() {
	if c.conn != nil {
		_ = c.conn.Close()
	}
}

// ready connects anew if the connection may be closed.
func (c *client) ready() error {
	if c.conn != nil && time.Since(c.used) < idle {
		return nil
	}
	c.close()
	conn, err := net.Dial("tcp", c.address)
	if err != nil {
		return fmt.Errorf("reach the server: %w", err)
	}
	c.conn, c.used = conn, time.Now()
	c.in.Reset(conn)
	return nil
}

// do sends a request as it stands and gives the body of the answer, which is good until the next request. Anything but
// 200 is an error. As every client does, it asks again if the connection was closed before there was an answer, which
// happens when a machine comes to a halt for some seconds.
func (c *client) do(request []byte) ([]byte, error) {
	body, err := c.try(request)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		c.used = time.Time{}
		return c.try(request)
	}
	return body, err
}

func (c *client) try(request []byte) ([]byte, error) {
	if err := c.ready(); err != nil {
		return nil, err
	}
	if _, err := c.conn.Write(request); err != nil {
		return nil, fmt.Errorf("send a request: %w", err)
	}
	answer, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	c.body.Reset()
	if _, err := io.Copy(&c.body, answer.Body); err != nil {
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d: %.300s", answer.StatusCode, c.body.Bytes())
	}
	c.used = time.Now()
	return c.body.Bytes(), nil
}

// get is a GET request as it goes over the wire.
func get(path string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n", path)
}

// post is a POST request of JSON as it goes over the wire.
func post(path string, body []byte) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, len(body), body)
}
