package sqlite

import (
	"embed"

	"github.com/securebase/securebase/internal/store/statement"
)

//go:embed *.sql
var statementFiles embed.FS

//go:embed migrations/*.sql
var migrationFiles embed.FS

// isRead tells whether a statement is prepared for the readers; the others are the writer's or Open's.
func isRead(s statement.Statement) bool {
	switch s.File {
	case "apply.sql", "whole.sql", "open.sql", "backup.sql":
		return false
	}
	return true
}
