// name: practice
// Contents of practice items; the version they are to be of comes with each row.
MATCH (v:GraphVersion {id: 'graph'})
WITH v.commit AS commit, v.digest AS digest, v.loading AS loading
UNWIND $ids AS id
OPTIONAL MATCH (n:PracticeItem {id: id})
RETURN commit, digest, loading, id, null AS kind, n.stamp AS stamp, n.record AS record;
