// name: vocabulary
// The vocabulary, if the database holds one.
MATCH (n:Vocabulary {id: 'vocabulary'})
RETURN n.id AS id, null AS kind, n.stamp AS stamp, n.record AS record;

// name: stream_entities
// All entities by ascending id.
MATCH (n:Entity) WHERE n.id > ''
RETURN n.id AS id, n.kind AS kind, n.stamp AS stamp, n.record AS record ORDER BY n.id;

// name: stream_claims
// All claims by ascending id.
MATCH (n:Claim) WHERE n.id > ''
RETURN n.id AS id, null AS kind, n.stamp AS stamp, n.record AS record ORDER BY n.id;

// name: stream_practice
// All practice items by ascending id.
MATCH (n:PracticeItem) WHERE n.id > ''
RETURN n.id AS id, null AS kind, n.stamp AS stamp, n.record AS record ORDER BY n.id;
