package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/seed"
)

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program and of its knowledge",
		Args:  takes(0, 0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			revision, knowledge, err := versions()
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "securebase %s, %s %s/%s, knowledge %.12s\n", revision, runtime.Version(), runtime.GOOS, runtime.GOARCH, knowledge)
			return nil
		},
	}
}

// release is the version of a release; the linker fills it in, see scripts/release.sh.
var release string

// versions gives the version of the program and the digest of its knowledge.
func versions() (program, knowledge string, err error) {
	knowledge, err = seed.Digest()
	if err != nil || release != "" {
		return release, knowledge, err
	}
	program = "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			program = info.Main.Version
		}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				program = setting.Value
			}
		}
	}
	return program, knowledge, nil
}
