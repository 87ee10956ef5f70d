-- The graph: entities, claims with their citations, practice items, vocabulary. Empty fields are NULL, lists and
-- objects without a table of their own are JSON. hash is the record's digest; key is the row of the full-text table.

PRAGMA application_id = 0x53424153; -- "SBAS"

CREATE TABLE meta (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,  -- transactions that changed the content
    digest TEXT    NOT NULL,  -- of the content, 64 hexadecimal digits
    at     TEXT,              -- when the content last changed, RFC 3339, UTC
    seed   TEXT    NOT NULL,  -- digest of the embedded knowledge imported last
    edited INTEGER NOT NULL   -- 1: changed by anything else since
) STRICT;

INSERT INTO meta VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', NULL, '', 0);

CREATE TABLE vocabulary (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE entity (
    key     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    kind    TEXT NOT NULL,
    name    TEXT,
    type    TEXT,
    summary TEXT,
    aliases TEXT,  -- ["…"]
    sources TEXT,  -- ["…"], of the summary
    checked TEXT,  -- [{"url", "on"}]
    note    TEXT,
    detail  TEXT,  -- {…}: the fields that only this kind has
    hash    BLOB NOT NULL
) STRICT;

-- What entities refer to, taken out of their JSON so that nothing that is referred to can be removed.
CREATE TABLE entity_reference (
    entity   TEXT    NOT NULL REFERENCES entity (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    field    TEXT    NOT NULL,
    target   TEXT    NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (entity, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX entity_reference_target ON entity_reference (target);

CREATE TABLE claim (
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    subject     TEXT NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    predicate   TEXT NOT NULL,
    object      TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    value       TEXT,
    text        TEXT NOT NULL,
    stance      TEXT NOT NULL,
    provenance  TEXT NOT NULL,
    year        INTEGER,
    design      TEXT,
    sample_size INTEGER,
    effect      TEXT,  -- {"measure", "value", "low", "high", "text"}
    population  TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    outcome     TEXT,
    found_in    TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    note        TEXT,
    hash        BLOB NOT NULL
) STRICT;

CREATE INDEX claim_subject ON claim (subject);
CREATE INDEX claim_object ON claim (object) WHERE object IS NOT NULL;
CREATE INDEX claim_population ON claim (population) WHERE population IS NOT NULL;
CREATE INDEX claim_found_in ON claim (found_in) WHERE found_in IS NOT NULL;

CREATE TABLE citation (
    claim      TEXT    NOT NULL REFERENCES claim (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL,
    source     TEXT    NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    locator    TEXT,
    cited_in   TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    checked_at TEXT,  -- ["…"], addresses
    checked_on TEXT,
    depth      TEXT,
    PRIMARY KEY (claim, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX citation_source ON citation (source);
CREATE INDEX citation_cited_in ON citation (cited_in) WHERE cited_in IS NOT NULL;

CREATE TABLE claim_about (
    claim    TEXT    NOT NULL REFERENCES claim (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    entity   TEXT    NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (claim, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_about_entity ON claim_about (entity);

CREATE TABLE practice (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    title      TEXT,
    text       TEXT,
    items      TEXT,  -- ["…"]
    position   INTEGER,
    duration   TEXT,
    provenance TEXT NOT NULL,
    found_in   TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    detail     TEXT,  -- {…}: the fields that only this kind has
    note       TEXT,
    hash       BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_found_in ON practice (found_in) WHERE found_in IS NOT NULL;

CREATE TABLE practice_about (
    practice TEXT    NOT NULL REFERENCES practice (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    entity   TEXT    NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (practice, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_about_entity ON practice_about (entity);

CREATE TABLE practice_citation (
    practice   TEXT    NOT NULL REFERENCES practice (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL,
    source     TEXT    NOT NULL REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    locator    TEXT,
    cited_in   TEXT REFERENCES entity (id) DEFERRABLE INITIALLY DEFERRED,
    checked_at TEXT,
    checked_on TEXT,
    depth      TEXT,
    PRIMARY KEY (practice, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX practice_citation_source ON practice_citation (source);
CREATE INDEX practice_citation_cited_in ON practice_citation (cited_in) WHERE cited_in IS NOT NULL;

-- Texts arrive as folded words parted by spaces. The ascii tokenizer parts at nothing else and folds nothing more: it
-- takes every sign beyond ASCII for a letter, so what a word is stays decided in one place, whatever Unicode version
-- SQLite knows. The words alone are stored, not where they stand (detail=none): a search asks for no more.
CREATE VIRTUAL TABLE entity_text USING fts5 (words, detail = none, tokenize = 'ascii');
CREATE VIRTUAL TABLE claim_text USING fts5 (words, detail = none, tokenize = 'ascii');

-- A claim with its citations and further entities as JSON.
CREATE VIEW claim_record AS
SELECT
    claim.id, claim.subject, claim.predicate, claim.object, claim.value, claim.text, claim.stance, claim.provenance,
    claim.year, claim.design, claim.sample_size, claim.effect, claim.population, claim.outcome, claim.found_in,
    claim.note,
    (
        SELECT json_group_array(json_object('source', source, 'locator', locator, 'citedIn', cited_in,
            'checkedAt', json(checked_at), 'checkedOn', checked_on, 'depth', depth))
        FROM (SELECT * FROM citation WHERE citation.claim = claim.id ORDER BY citation.position)
    ) AS citations,
    (
        SELECT json_group_array(entity)
        FROM (SELECT entity FROM claim_about WHERE claim_about.claim = claim.id ORDER BY claim_about.position)
    ) AS about
FROM claim;

-- A practice item with its citations and the entities it is about as JSON.
CREATE VIEW practice_record AS
SELECT
    practice.id, practice.kind, practice.title, practice.text, practice.items, practice.position, practice.duration,
    practice.provenance, practice.found_in, practice.detail, practice.note,
    (
        SELECT json_group_array(json_object('source', source, 'locator', locator, 'citedIn', cited_in,
            'checkedAt', json(checked_at), 'checkedOn', checked_on, 'depth', depth))
        FROM (SELECT * FROM practice_citation WHERE practice_citation.practice = practice.id ORDER BY practice_citation.position)
    ) AS citations,
    (
        SELECT json_group_array(entity)
        FROM (SELECT entity FROM practice_about WHERE practice_about.practice = practice.id ORDER BY practice_about.position)
    ) AS about
FROM practice;

-- Which record refers to which entity, and in which of its fields.
CREATE VIEW reference (sort, record, field, target) AS
SELECT 'entity', entity, field, target FROM entity_reference
UNION ALL SELECT 'claim', id, 'subject', subject FROM claim
UNION ALL SELECT 'claim', id, 'object', object FROM claim WHERE object IS NOT NULL
UNION ALL SELECT 'claim', id, 'population', population FROM claim WHERE population IS NOT NULL
UNION ALL SELECT 'claim', id, 'foundIn', found_in FROM claim WHERE found_in IS NOT NULL
UNION ALL SELECT 'claim', claim, 'about', entity FROM claim_about
UNION ALL SELECT 'claim', claim, 'citations.source', source FROM citation
UNION ALL SELECT 'claim', claim, 'citations.citedIn', cited_in FROM citation WHERE cited_in IS NOT NULL
UNION ALL SELECT 'practice item', practice, 'about', entity FROM practice_about
UNION ALL SELECT 'practice item', id, 'foundIn', found_in FROM practice WHERE found_in IS NOT NULL
UNION ALL SELECT 'practice item', practice, 'citations.source', source FROM practice_citation
UNION ALL SELECT 'practice item', practice, 'citations.citedIn', cited_in FROM practice_citation WHERE cited_in IS NOT NULL;

PRAGMA user_version = 1;
