package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/observe"
	"github.com/securebase/securebase/internal/server"
	"github.com/securebase/securebase/internal/store"
)

// Outcomes of a check.
const (
	isOK      = "ok"
	isWarning = "warning"
	isFailed  = "failed"
)

// finding is the outcome of one check.
type finding struct {
	Check  string `json:"check"`
	Status string `json:"status"`       // ok, warning or failed
	Found  string `json:"found"`        // what was found
	Do     string `json:"do,omitempty"` // what to do about it

	code store.Code // of what failed
}

func newDoctor(s streams) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, database, index and knowledge, and say what to do",
		Long: "Check the settings, the database and its soundness, the index of its content, the knowledge in it, the address to serve\n" +
			"on and the clock, one line a check. Nothing is changed. The exit status is 0 if nothing failed, else that of the first\n" +
			"thing that did. Run it as the user that the server runs as.",
		Example: "  securebase doctor --db sqlite:securebase.db",
		Args:    takes(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &doctor{}
			d.examine(cmd)
			return d.report(s, asJSON)
		},
	}
	cmd.Flags().String("addr", config.DefaultAddr, "`host:port` that is to be served on")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	return cmd
}

type doctor struct{ findings []finding }

func (d *doctor) note(check, status, found, do string) {
	d.findings = append(d.findings, finding{Check: check, Status: status, Found: found, Do: do})
}

// fail notes an error. One of our own says what to do; for any other it is do.
func (d *doctor) fail(check string, err error, do string) {
	if store.CodeOf(err) != store.Internal {
		do = ""
	}
	d.findings = append(d.findings, finding{Check: check, Status: isFailed, Found: sentence(err), Do: do, code: store.CodeOf(err)})
}

// examine carries out the checks. Those that need what failed before them are left out.
func (d *doctor) examine(cmd *cobra.Command) {
	ctx := cmd.Context()
	program, _, err := versions()
	if err != nil {
		d.fail("program", err, "install it again")
	} else {
		d.note("program", isOK, fmt.Sprintf("securebase %s, %s %s/%s", program, runtime.Version(), runtime.GOOS, runtime.GOARCH), "")
	}
	c, err := config.Load(cmd.Flags())
	if err == nil {
		_, err = observe.NewTraces(ctx, program, nil)
	}
	if err != nil {
		d.fail("configuration", err, "")
		return
	}
	d.configuration(cmd, c)
	d.database(ctx, c)
	d.address(ctx, c.Addr)
}

// configuration warns of secrets that others can read.
func (d *doctor) configuration(cmd *cobra.Command, c config.Config) {
	files := []string{c.Neo4jPasswordFile}
	if f := cmd.Flags().Lookup("config"); f != nil && c.Neo4jPassword != "" && os.Getenv(config.EnvPrefix+"NEO4J_PASSWORD") == "" {
		files = append(files, f.Value.String())
	}
	for _, name := range files {
		if info, err := os.Stat(name); name != "" && err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			d.note("configuration", isWarning, fmt.Sprintf("others may read %s, which holds a password", name), "chmod 600 "+name)
			return
		}
	}
	d.note("configuration", isOK, fmt.Sprintf("database %s, address %s", c.DB, c.Addr), "")
}

// address looks whether it can be served on.
func (d *doctor) address(ctx context.Context, addr string) {
	l, err := server.Listen(ctx, addr)
	if err == nil {
		_ = l.Close() // nothing came in
		d.note("address", isOK, addr+" is free", "")
		return
	}
	there, dialing := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", addr)
	if dialing != nil {
		d.fail("address", err, "")
		return
	}
	_ = there.Close() // nothing was said
	d.note("address", isWarning, "something answers at "+addr+" already", "all is well if that is your server; else choose another with --addr")
}

// clock compares the time with that of the last change.
func (d *doctor) clock(v store.Version) {
	now := time.Now().UTC()
	if v.At.After(now.Add(time.Minute)) {
		d.note("clock", isWarning, fmt.Sprintf("it is %s, but the content was changed at %s", stamp(now), stamp(v.At)),
			"set the clock of this machine, or of the one that made the change")
		return
	}
	d.note("clock", isOK, stamp(now), "")
}

func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// report prints the findings and gives the error of the first thing that failed.
func (d *doctor) report(s streams, asJSON bool) error {
	worst := isOK
	var failed error
	for _, f := range d.findings {
		if f.Status == isFailed && failed == nil {
			failed = quietError{&store.Error{Code: f.code, Message: f.Found}}
			if f.code == store.Internal {
				failed = quietError{errors.New(f.Found)}
			}
		}
		if f.Status == isFailed || f.Status == isWarning && worst == isOK {
			worst = f.Status
		}
	}
	if asJSON {
		return errors.Join(printJSON(s.out, map[string]any{"status": worst, "findings": d.findings}), failed)
	}
	for _, f := range d.findings {
		line := fmt.Sprintf("%-8s %-13s %s", f.Status, f.Check, f.Found)
		if f.Do != "" {
			line = strings.TrimSuffix(line, ".") + "; " + f.Do
		}
		fmt.Fprintln(s.out, line)
	}
	return failed
}
