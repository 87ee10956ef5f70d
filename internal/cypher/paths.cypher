// name: paths
// The paths of an answer, which were chosen by the strength of edges, walked edge by edge where each has strength, and
// beside them the other edges between neighbours. Rank 0 has the edges that join the two ends directly.
UNWIND range(1, size($paths)) AS rank
MATCH path = (:Entity {id: $from}) (
(a)-[r:{{.Steps}}]-(b)
WHERE r.edge IN $paths[rank - 1]
{{if .Flow}}
AND startNode(r) = CASE WHEN r.predicate IN $backward THEN b ELSE a END
{{end}}
AND {{if .LLMOnly}}{{template "strong" .}}{{else}}{{template "supported" .}}{{end}}
){1,{{.MaxHops}}} (:Entity {id: $to})
WHERE [x IN relationships(path) | x.edge] = $paths[rank - 1]
WITH rank, path
RETURN rank, path, COLLECT {
UNWIND range(0, length(path) - 1) AS i
WITH nodes(path)[i] AS x, nodes(path)[i + 1] AS y
MATCH (x)-[r:{{.Types}}]-(y)
WHERE NOT r IN relationships(path)
AND {{template "carried" .}}
RETURN r
} AS beside
ORDER BY rank
UNION ALL
MATCH path = (:Entity {id: $from})-[r:{{.Types}}]-(:Entity {id: $to})
WHERE
AND {{template "carried" .}}
RETURN 0 AS rank, path, [] AS beside;
