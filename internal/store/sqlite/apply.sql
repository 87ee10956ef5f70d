-- name: begin
-- Starts the one writing transaction; taking the lock at once means that it cannot fail for another writer later on.
BEGIN IMMEDIATE;

-- name: commit
-- Makes the change durable; fails when a reference leads nowhere.
COMMIT;

-- name: rollback
-- Undoes the whole change.
ROLLBACK;

-- name: set_version
-- What the change leaves as the version.
UPDATE meta SET number = ?1, digest = ?2, at = ?3, seed = ?4, edited = ?5 WHERE id = 1;

-- name: vocabulary_hash
-- The hash of the vocabulary, if there is one.
SELECT 'vocabulary' AS id, hash, id AS key FROM vocabulary WHERE id = 1;

-- name: put_vocabulary
-- Inserts or replaces the vocabulary.
INSERT INTO vocabulary (id, body, hash) VALUES (1, ?1, ?2)
ON CONFLICT (id) DO UPDATE SET body = excluded.body, hash = excluded.hash;

-- name: delete_vocabulary
-- Removes the vocabulary.
DELETE FROM vocabulary WHERE id = 1;

-- name: entity_hashes
-- The hashes and keys of the entities among some ids.
SELECT entity.id, hash, entity.key FROM json_each(?1) AS wanted CROSS JOIN entity ON entity.id = wanted.value;

-- name: insert_entity
-- Adds an entity. Adding and replacing are statements of their own: one that does either makes SQLite keep a journal
-- of every record beside that of the change.
INSERT INTO entity (id, kind, name, type, summary, aliases, sources, checked, note, detail, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- name: update_entity
-- Replaces an entity.
UPDATE entity SET kind = ?2, name = ?3, type = ?4, summary = ?5, aliases = ?6, sources = ?7, checked = ?8, note = ?9,
    detail = ?10, hash = ?11
WHERE id = ?1;

-- name: insert_entity_text
-- Makes an entity's words searchable.
INSERT INTO entity_text (rowid, words) VALUES (?1, ?2);

-- name: update_entity_text
-- Replaces the words by which an entity is found.
UPDATE entity_text SET words = ?2 WHERE rowid = ?1;

-- name: put_entity_reference
-- Notes that an entity refers to another.
INSERT INTO entity_reference (entity, position, field, target) VALUES (?1, ?2, ?3, ?4);

-- name: delete_entity_references
-- Forgets what an entity refers to.
DELETE FROM entity_reference WHERE entity = ?1;

-- name: delete_entity_text
-- Makes an entity's words unsearchable.
DELETE FROM entity_text WHERE rowid = (SELECT key FROM entity WHERE id = ?1);

-- name: delete_entity
-- Removes an entity, and with it what it refers to.
DELETE FROM entity WHERE id = ?1;

-- name: claim_hashes
-- The hashes and keys of the claims among some ids.
SELECT claim.id, hash, claim.key FROM json_each(?1) AS wanted CROSS JOIN claim ON claim.id = wanted.value;

-- name: insert_claim
-- Adds a claim.
INSERT INTO claim (id, subject, predicate, object, value, text, stance, provenance, year, design, sample_size, effect,
    population, outcome, found_in, note, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17);

-- name: update_claim
-- Replaces a claim.
UPDATE claim SET subject = ?2, predicate = ?3, object = ?4, value = ?5, text = ?6, stance = ?7, provenance = ?8,
    year = ?9, design = ?10, sample_size = ?11, effect = ?12, population = ?13, outcome = ?14, found_in = ?15,
    note = ?16, hash = ?17
WHERE id = ?1;

-- name: insert_claim_text
-- Makes a claim's words searchable.
INSERT INTO claim_text (rowid, words) VALUES (?1, ?2);

-- name: update_claim_text
-- Replaces the words by which a claim is found.
UPDATE claim_text SET words = ?2 WHERE rowid = ?1;

-- name: put_citation
-- Adds a citation to a claim.
INSERT INTO citation (claim, position, source, locator, cited_in, checked_at, checked_on, depth)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: put_claim_about
-- Adds a further entity to a claim.
INSERT INTO claim_about (claim, position, entity) VALUES (?1, ?2, ?3);

-- name: delete_citations
-- Removes a claim's citations.
DELETE FROM citation WHERE claim = ?1;

-- name: delete_claim_about
-- Removes a claim's further entities.
DELETE FROM claim_about WHERE claim = ?1;

-- name: delete_claim_text
-- Makes a claim's words unsearchable.
DELETE FROM claim_text WHERE rowid = (SELECT key FROM claim WHERE id = ?1);

-- name: delete_claim
-- Removes a claim with its citations.
DELETE FROM claim WHERE id = ?1;

-- name: practice_hashes
-- The hashes of the practice items among some slugs.
SELECT practice.id, hash, 0 AS key FROM json_each(?1) AS wanted CROSS JOIN practice ON practice.id = wanted.value;

-- name: put_practice
-- Inserts or replaces a practice item.
INSERT INTO practice (id, kind, title, text, items, position, duration, provenance, found_in, detail, note, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title, text = excluded.text,
    items = excluded.items, position = excluded.position, duration = excluded.duration,
    provenance = excluded.provenance, found_in = excluded.found_in, detail = excluded.detail, note = excluded.note,
    hash = excluded.hash;

-- name: put_practice_citation
-- Adds a citation to a practice item.
INSERT INTO practice_citation (practice, position, source, locator, cited_in, checked_at, checked_on, depth)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: put_practice_about
-- Adds an entity that a practice item is about.
INSERT INTO practice_about (practice, position, entity) VALUES (?1, ?2, ?3);

-- name: delete_practice_citations
-- Removes a practice item's citations.
DELETE FROM practice_citation WHERE practice = ?1;

-- name: delete_practice_about
-- Removes the entities that a practice item is about.
DELETE FROM practice_about WHERE practice = ?1;

-- name: delete_practice
-- Removes a practice item with its citations.
DELETE FROM practice WHERE id = ?1;

-- name: shared_id
-- An id among some that is both an entity's and a claim's.
SELECT entity.id
FROM json_each(?1) AS wanted
CROSS JOIN entity ON entity.id = wanted.value
CROSS JOIN claim ON claim.id = entity.id
LIMIT 1;
