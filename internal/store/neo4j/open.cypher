// name: make_lock
// A lock can only be taken if there is one node of its name.
CREATE CONSTRAINT lock_name IF NOT EXISTS FOR (n:Lock) REQUIRE n.name IS UNIQUE;

// name: lock_schema
// Makes other programs wait that are about to migrate, as long as this transaction is open.
MERGE (l:Lock {name: 'schema'}) SET l.holder = $holder;

// name: migrations_done
// Which migrations the database has seen.
MATCH (m:Migration) RETURN m.number AS number, m.name AS name, m.checksum AS checksum ORDER BY number;

// name: note_migration
// Notes that a migration was carried out.
CREATE (m:Migration {number: $number, name: $name, checksum: $checksum, at: datetime()});

// name: first_version
// An empty graph has a version too; what is there already stays.
MERGE (v:GraphVersion {id: 'graph'})
ON CREATE SET v.commit = 0, v.number = 0, v.digest = $digest, v.seed = '', v.edited = false
MERGE (l:Lock {name: 'apply'})
ON CREATE SET l.commit = 0, l.number = 0, l.digest = $digest, l.seed = '', l.edited = false, l.token = '';
