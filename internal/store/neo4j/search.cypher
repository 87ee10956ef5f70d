// name: match
// The first ids of entities and of claims whose words answer a full-text expression.
CALL () {
    CALL db.index.fulltext.queryNodes('entity_words', $expression) YIELD node
    WITH node WHERE NOT node:Gone
    RETURN 'entity' AS sort, node.id AS id ORDER BY id LIMIT $limit
  UNION ALL
    CALL db.index.fulltext.queryNodes('claim_words', $expression) YIELD node
    WITH node WHERE NOT node:Gone
    RETURN 'claim' AS sort, node.id AS id ORDER BY id LIMIT $limit
}
RETURN sort, id;
