// name: lineage
// The descent of an idea: all lines that have strength, each read the way the idea flows, and of them those that are
// reached from the idea step by step.
MATCH (s:Entity)-[r:{{.Types}}]->(o:Entity)
WHERE
AND {{template "strong" .}}
WITH collect(CASE WHEN r.predicate IN $backward
THEN {from: o.id, to: s.id, line: r}
ELSE {from: s.id, to: o.id, line: r} END) AS lines
{{if .Truncated}}
// More nodes are reached than an answer holds, so these are the ones it holds.
WITH lines, $nodes AS ids
{{else}}
WITH lines, [$id] AS ids
{{if .Up}}
WITH lines, ids + reduce(above = [$id], step IN range(1, $depth) |
above + [l IN lines WHERE l.to IN above AND NOT l.from IN above | l.from]) AS ids
{{end}}
{{if .Down}}
WITH lines, ids + reduce(below = [$id], step IN range(1, $depth) |
below + [l IN lines WHERE l.from IN below AND NOT l.to IN below | l.to]) AS ids
{{end}}
{{end}}
MATCH (n:Entity)
WHERE n.id IN ids
RETURN collect(n) AS nodes, [l IN lines WHERE l.from IN ids AND l.to IN ids | l.line] AS relationships;
