package neo4j

import "embed"

//go:embed *.cypher
var statementFiles embed.FS
