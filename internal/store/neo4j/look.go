package neo4j

import "context"

// Look is a database as it is found.
type Look struct {
	Server            string // name and release, such as Neo4j/5.26.30
	Migrations, Known int    // carried out, and known to this program; the rest is carried out when it is opened
	Loading           bool   // whether a load is under way, or was broken off
}

// LookAt asks a database about itself and changes nothing.
func LookAt(ctx context.Context, uri string, options Options) (Look, error) {
	s, err := dial(uri, options)
	if err != nil {
		return Look{}, err
	}
	defer s.Close() //nolint:errcheck // nothing was written through it
	var l Look
	if err := s.look(ctx, &l); err != nil {
		return l, s.fail(ctx, "look at the database", err)
	}
	return l, nil
}

func (s *Store) look(ctx context.Context, l *Look) (err error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	if l.Server, err = s.reach(ctx); err != nil {
		return err
	}
	all, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	l.Known = len(all)
	if l.Migrations, err = s.migrated(ctx, all); err != nil || l.Migrations == 0 {
		return err
	}
	return s.read(ctx, "version", func(ctx context.Context, tx transaction) error {
		seen, err := readPublished(ctx, tx)
		l.Loading = seen.loading != 0
		return err
	})
}
