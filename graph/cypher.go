package graph

import (
	"github.com/securebase/securebase/internal/cypher"
	"github.com/securebase/securebase/internal/evidence"
)

// statement writes a statement about what the batch shows.
func (b *batch) statement(write func(*cypher.Statements, *evidence.View) (*cypher.Statement, error)) (*cypher.Statement, error) {
	statements, err := b.cypher()
	if err != nil {
		return nil, err
	}
	return write(statements, b.view)
}

// Cypher gives the neighborhood as a statement.
func (s *Subgraph) Cypher() (*cypher.Statement, error) {
	return s.batch.statement(func(all *cypher.Statements, v *evidence.View) (*cypher.Statement, error) {
		return all.Neighborhood(v, s.Neighborhood)
	})
}

// Cypher gives the lineage as a statement.
func (l *Lineage) Cypher() (*cypher.Statement, error) {
	return l.batch.statement(func(all *cypher.Statements, v *evidence.View) (*cypher.Statement, error) {
		return all.Lineage(v, l.Lineage, l.direction, l.depth)
	})
}

// Cypher gives the paths as a statement.
func (p *EvidencePaths) Cypher() (*cypher.Statement, error) {
	return p.set.statement(func(all *cypher.Statements, v *evidence.View) (*cypher.Statement, error) {
		return all.Paths(v, p.query, p.Paths)
	})
}

// Cypher gives all claims of the list as a statement.
func (c *ClaimConnection) Cypher() (*cypher.Statement, error) {
	return c.batch.statement(func(all *cypher.Statements, v *evidence.View) (*cypher.Statement, error) {
		return all.Claims(v, c.list)
	})
}

// Cypher gives what the page is made of as a statement.
func (p *TopicPage) Cypher() (*cypher.Statement, error) {
	return p.batch.statement(func(all *cypher.Statements, v *evidence.View) (*cypher.Statement, error) {
		return all.Page(v, p.Page.Entity)
	})
}
