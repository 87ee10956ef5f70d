// name: neighborhood
// Nodes, which were named or chosen by the strength of edges, and all edges among them that a claim carries.
MATCH (a:Entity)
WHERE a.id IN $nodes
OPTIONAL MATCH (a)-[r:{{.Types}}]->(b:Entity)
WHERE b.id IN $nodes
AND {{template "carried" .}}
RETURN collect(DISTINCT a) AS nodes, collect(r) AS relationships;
