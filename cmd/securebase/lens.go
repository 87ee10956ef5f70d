package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/securebase/securebase/internal/evidence"
	"github.com/securebase/securebase/internal/store"
)

// lensFlags are the parts of a lens on the command line.
type lensFlags struct {
	minTier     string
	noLLM       bool
	asOf        int
	stances     []string
	designs     []string
	populations []string
}

func (l *lensFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.minTier, "min-tier", "", "count only citations of this `tier` or better: T1, T2 or T3")
	f.BoolVar(&l.noLLM, "no-llm", false, "leave out what a language model wrote")
	f.IntVar(&l.asOf, "as-of", 0, "leave out what is dated later than this `year`, or not at all")
	f.StringSliceVar(&l.stances, "stance", nil, "claims of these `stances` only: supports, qualifies, disputes, null")
	f.StringSliceVar(&l.designs, "design", nil, "claims of these `designs` only, such as rct")
	f.StringSliceVar(&l.populations, "population", nil, "claims on these `populations` only")
}

// view gives the index under the lens of the flags.
func (l *lensFlags) view(cmd *cobra.Command, ix *evidence.Index) (*evidence.View, error) {
	lens := evidence.Lens{HideLLM: l.noLLM, Designs: l.designs, Populations: l.populations}
	if l.minTier != "" {
		lens.MinTier = evidence.Tier(strings.ToUpper(l.minTier))
		if !slices.Contains([]evidence.Tier{evidence.T1, evidence.T2, evidence.T3}, lens.MinTier) {
			return nil, store.Errorf(store.Invalid, "--min-tier: %q is no tier; T1, T2 or T3 is right", l.minTier)
		}
	}
	if cmd.Flags().Changed("as-of") {
		lens.AsOf = &l.asOf
	}
	for _, s := range l.stances {
		stance := evidence.Stance(strings.ToLower(s))
		if !slices.Contains([]evidence.Stance{evidence.Supports, evidence.Qualifies, evidence.Disputes, evidence.Null}, stance) {
			return nil, store.Errorf(store.Invalid, "--stance: %q is no stance; supports, qualifies, disputes or null is right", s)
		}
		lens.Stances = append(lens.Stances, stance)
	}
	for _, d := range l.designs {
		if !ix.HasDesign(d) {
			return nil, store.Errorf(store.Invalid, "--design: %q is no design of the vocabulary", d)
		}
	}
	for _, p := range l.populations {
		if _, err := find(ix, "--population", p); err != nil {
			return nil, err
		}
	}
	return ix.View(lens), nil
}
