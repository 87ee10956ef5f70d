package observe

import (
	"bytes"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
)

// NewLog gives a log of one line an event, as text or as JSON. No text that reaches it can end a line, begin another or
// steer a terminal.
func NewLog(to io.Writer, format string, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format != "json" {
		return slog.New(slog.NewTextHandler(to, options)) // quotes whatever cannot be printed
	}
	options.ReplaceAttr = func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(printable(v))
		case error:
			a.Value = slog.StringValue(printable(v.Error()))
		}
		return a
	}
	return slog.New(slog.NewJSONHandler(to, options))
}

// printable writes out what JSON lets stand as it is although it cannot be printed: the further control characters, some
// of which steer terminals, and those that turn the direction of text.
func printable(s string) string {
	hidden := func(r rune) bool { return r > unicode.MaxASCII && !unicode.IsPrint(r) || r == 0x7f }
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		if hidden(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			out.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Lines gives a writer that logs each line written to it, for messages that were meant for a person.
func Lines(log *slog.Logger) io.Writer { return lines{log} }

type lines struct{ log *slog.Logger }

func (l lines) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if text := strings.TrimSpace(string(line)); text != "" {
			l.log.Info(text)
		}
	}
	return len(p), nil
}

// nameLimit bounds the names that clients give to their requests and operations.
const nameLimit = 64

// tidy clips a name that a client gave, and leaves of it letters, digits and . _ -.
func tidy(name string) string {
	clipped := name[:min(len(name), nameLimit)]
	return strings.Map(func(r rune) rune {
		if isNamed(r) {
			return r
		}
		return '_'
	}, clipped)
}

func isNamed(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-'
}

// IsID tells whether an id that a client gave its request may be taken over: 1 to 64 letters, digits and . _ -.
func IsID(id string) bool {
	return id != "" && len(id) <= nameLimit && strings.IndexFunc(id, func(r rune) bool { return !isNamed(r) }) < 0
}
