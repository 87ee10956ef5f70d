// Command securebase serves and works with Secure Base, a graph of sourced claims on attachment theory.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	status := run(ctx, streams{os.Stdin, os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(status)
}

// streams are what a command reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// terminal says whether a stream is one, and how wide it is in characters.
func terminal(stream any) (width int, is bool) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 40 {
		width = 80
	}
	return width, true
}

// run carries out one command line and gives the exit status.
func run(ctx context.Context, s streams, args []string) int {
	root := &cobra.Command{
		Use:   "securebase",
		Short: "An explorer of attachment theory as a graph of sourced claims",
		Long: "An explorer of attachment theory as a graph of sourced claims.\n\n" +
			"Settings are taken from flags, then the environment (SECUREBASE_ADDR, SECUREBASE_DB, SECUREBASE_NEO4J_USER,\n" +
			"SECUREBASE_NEO4J_PASSWORD or SECUREBASE_NEO4J_PASSWORD_FILE, SECUREBASE_NEO4J_DATABASE), then the file named by\n" +
			"--config. Exit statuses: 0 done, 1 failed, 2 wrong use, 3 not found, 4 conflict, 5 over a limit, 6 not available,\n" +
			"7 out of time, 8 not allowed.",
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetArgs(args)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentFlags().String("config", "", "YAML `file` with settings")
	root.PersistentFlags().String("db", config.DefaultDB, "`database`: sqlite:FILE, neo4j://HOST:PORT or bolt://HOST:PORT")
	root.AddCommand(newServe(s), newImport(s), newValidate(s), newExport(s), newPath(s), newLineage(s), newSearch(s), newCopy(s), newBackup(s), newRestore(s), newDoctor(s), newVersion(s))
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var silent quietError
	if !errors.As(err, &silent) {
		fmt.Fprintln(s.err, "securebase: "+sentence(err))
	}
	return exitStatus(err)
}

// usageError is a command line that cannot be understood.
type usageError struct{ error }

// quietError is a failure whose reasons were already printed.
type quietError struct{ error }

func (e quietError) Unwrap() error { return e.error }

// sentence gives an error for a person: the safe message of our own errors, the whole of others'.
func sentence(err error) string {
	var own *store.Error
	if errors.As(err, &own) && !strings.Contains(err.Error(), "\n") {
		return own.Message
	}
	return err.Error()
}

func exitStatus(err error) int {
	var usage usageError
	if errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command") {
		return 2
	}
	switch store.CodeOf(err) {
	case store.Invalid:
		return 2
	case store.NotFound:
		return 3
	case store.Conflict:
		return 4
	case store.LimitExceeded:
		return 5
	case store.Unavailable:
		return 6
	case store.Timeout:
		return 7
	case store.Forbidden, store.Unauthenticated:
		return 8
	case store.Internal:
	}
	return 1
}

// takes checks the number of arguments and says what they are.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usageError{fmt.Errorf("%s takes %s; it was given %d; see securebase %s --help", cmd.Name(), what, len(args), cmd.Name())}
		}
		return nil
	}
}
