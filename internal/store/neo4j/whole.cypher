// name: all_entities_known
// What is known of all entities, for a change that replaces the whole content.
MATCH (n:Entity) WHERE n.id > ''
RETURN n.id AS id, n.stamp AS stamp, n.tier AS tier;

// name: all_claims_known
// What is known of all claims, for a change that replaces the whole content.
MATCH (n:Claim) WHERE n.id > ''
RETURN n.id AS id, n.stamp AS stamp, n.edge AS edge, n.subject AS subject, n.predicate AS predicate, n.object AS object;

// name: all_practice_known
// The hashes of all practice items, for a change that replaces the whole content.
MATCH (n:PracticeItem) WHERE n.id > ''
RETURN n.id AS id, n.stamp AS stamp;
