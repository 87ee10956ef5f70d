package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/securebase/securebase/internal/synthetic"
)

func TestSizesThatAreLeftOutFollowTheEntities(t *testing.T) {
	for _, c := range []struct {
		args []string
		size synthetic.Size
	}{
		{[]string{"--entities", "50"}, synthetic.Size{Entities: 50, Sources: 150, Claims: 500, Seed: 1}},
		{[]string{"--entities", "50", "--claims", "7", "--seed", "3"}, synthetic.Size{Entities: 50, Sources: 150, Claims: 7, Seed: 3}},
		{[]string{"--entities", "50", "--sources", "20"}, synthetic.Size{Entities: 50, Sources: 20, Claims: 500, Seed: 1}},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			var got, want bytes.Buffer
			cmd := newCommand(&got, io.Discard)
			cmd.SetArgs(c.args)
			if err := cmd.ExecuteContext(t.Context()); err != nil {
				t.Fatal(err)
			}
			graph, err := synthetic.New(c.size)
			if err != nil {
				t.Fatal(err)
			}
			if err := graph.WriteJSONL(&want, nil); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("%d bytes, not the %d of %+v", got.Len(), want.Len(), c.size)
			}
		})
	}
}

func TestWrongSizesAreNamed(t *testing.T) {
	cmd := newCommand(io.Discard, io.Discard)
	cmd.SetArgs([]string{"--entities", "3"})
	if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "entities: 3 is out of range") {
		t.Errorf("%v", err)
	}
}
