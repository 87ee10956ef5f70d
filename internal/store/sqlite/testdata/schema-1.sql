-- A database of the first schema with a small story in it, as the release of that time wrote it: its tables, then their
-- rows. It stays as it is; later schemas are reached from it by migrations.

PRAGMA application_id = 0x53424153; -- "SBAS"

CREATE TABLE meta (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,  -- transactions that changed the content
    digest TEXT    NOT NULL,  -- of the content, 64 hexadecimal digits
    at     TEXT,              -- when the content last changed, RFC 3339, UTC
    seed   TEXT    NOT NULL,  -- digest of the embedded knowledge imported last
    edited INTEGER NOT NULL   -- 1: changed by anything else since
) STRICT;

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

BEGIN;
INSERT INTO meta VALUES (1, 7, '862ea545cf8777b010889985cb009b6a369f4aae2bbc6e9edb232b712434e668', '2026-11-02T10:00:00Z', 'feedfeedfeedfeedfeedfeedfeedfeedfeedfeedfeedfeedfeedfeedfeedfeed', 1);
INSERT INTO vocabulary VALUES (1, '{"tiers":[{"id":"T1","label":"Scholarly"}],"provenances":[{"id":"sourced","label":"Sourced"},{"id":"llm","label":"Language model"}],"stances":[{"id":"supports","label":"Supports"},{"id":"null","label":"Finds no effect"}],"designs":[{"id":"rct","label":"Randomised trial"}],"kinds":[{"id":"Construct","label":"Construct","plural":"Constructs","types":["construct"]}],"strength":{"q":{"T1":0.6,"T2":0.35,"T3":0.2},"qualifying":0.5,"llmOnly":0.05},"predicates":[{"id":"originated","label":"originated","inverseLabel":"originated by","class":"lineage","lineage":"forward","prerequisite":"none","section":"creators-lineage","subjectKinds":["Theorist"],"objectKinds":["Construct"],"literal":"never","definition":"Brought it about."},{"id":"improves","label":"improves","inverseLabel":"improved by","class":"finding","lineage":"none","prerequisite":"none","section":"evidence","subjectKinds":["Intervention"],"objectKinds":["Construct"],"literal":"never","definition":"Makes it better."}],"sections":[{"id":"creators-lineage","title":"Creators & lineage"},{"id":"evidence","title":"Evidence"}],"practiceKinds":[{"id":"exercise","label":"Exercise","section":"evidence","detail":["materials"]}]}', X'04BC8E0CB6C9A3603331E926514088940EA0FAAF41B524DD6839EA5811E21A18');
INSERT INTO entity VALUES (1, 'bowlby-1988', 'Source', 'Bowlby 1988', 'book', NULL, NULL, NULL, '[{"url":"https://example.org/a-secure-base","on":"2026-11-02"}]', 'Lectures.', '{"ISBN":"978-0-415-00640-1","author":[{"family":"Bowlby","given":"John","person":"john-bowlby"}],"issued":1988,"publisher":"Routledge","publisher-place":"London","tier":"T1","title":"A Secure Base","verified":"full"}', X'526E15074F6C4412C0FE47D52363689E1DC920B21B981C22BB82C529DF757843');
INSERT INTO entity VALUES (2, 'foster-children', 'Population', 'Foster children', NULL, 'Children in care.', NULL, '["zimmer-2021"]', NULL, NULL, '{"broader":"young-children"}', X'D677E290EFFE96557C8A08FD1D30AA3DB3C82F9948CAEB8552E99BE1E16B42B5');
INSERT INTO entity VALUES (3, 'john-bowlby', 'Theorist', 'John Bowlby', NULL, 'Psychiatrist who described attachment.', '["Edward John Mostyn Bowlby"]', '["bowlby-1988"]', NULL, NULL, '{"affiliation":"Tavistock Clinic","born":"1907-02-26","country":"United Kingdom","died":"1990-09-02","fields":["psychiatry","ethology"]}', X'2F098B38AECF97A4882C700142BCD003ABD80BAC20D29E065643D21D4EA80DA9');
INSERT INTO entity VALUES (4, 'mary-ainsworth', 'Theorist', 'Mary Ainsworth', NULL, 'Psychologist who observed it.', NULL, '["bowlby-1988"]', NULL, NULL, NULL, X'D54FB74649261A16894BD96EDA0F768D2E14C5501C65FD6BB32A617E2FC5BADD');
INSERT INTO entity VALUES (5, 'reactive-attachment-disorder', 'Problem', 'Reactive attachment disorder', NULL, 'A disorder of childhood.', NULL, '["zimmer-2021"]', NULL, NULL, '{"codes":[{"system":"ICD-11","code":"6B44","codeSource":"zimmer-2021"}]}', X'A2BF1AEDDA6EA8936A154BD89065922AA1F8A720DAE8B8C2C361986E4DB47A6A');
INSERT INTO entity VALUES (6, 'safe-harbour', 'Intervention', 'Safe Harbour', 'programme', 'A made-up programme for carers, with "quotes" and a line
break.', NULL, NULL, NULL, NULL, '{"evidenceStatus":"trialled","format":{"mode":"group","dose":"8 sessions","setting":"clinic"},"introduced":2015}', X'EE716529152CDD95115665259F0F26B8CCF4CB5ED95CB671270E4933F9B9A00E');
INSERT INTO entity VALUES (7, 'secure-base', 'Construct', 'Secure base', 'construct', 'Someone from whom a child sets out – and comes back to: naïve, 安全基地, 🏠.', '["Base of security"]', '["bowlby-1988"]', NULL, NULL, '{"discipline":"developmental psychology","introduced":1967}', X'E665ECFFA9A93E247BD56149BAF7F5B0ED1741371EE93C365F565C442EADE545');
INSERT INTO entity VALUES (8, 'young-children', 'Population', 'Young children', NULL, 'Up to five years.', NULL, '["zimmer-2021"]', NULL, NULL, NULL, X'DC3339C751162B962DE87F22AAD25592A948C28A17912A74559E2A3D18AEC72C');
INSERT INTO entity VALUES (9, 'zimmer-2021', 'Source', 'Zimmer & Harbour Group 2021', 'article-journal', NULL, NULL, NULL, NULL, NULL, '{"DOI":"10.1000/example","PMCID":"PMC1","PMID":"1","URL":"https://example.org/carers","author":[{"family":"Zimmer","given":"A."},{"literal":"Harbour Group"}],"container-title":"Journal of Examples","editor":[{"family":"Ames","given":"B."}],"issue":"2","issued":2021,"openAccess":true,"page":"10-19","retracted":true,"tier":"T1","title":"Carers and the Secure Base","verified":"partial","volume":"3"}', X'AE3A879E5FE08CBFBB7AA3108C8A8A2CF8CE0809503F43FA97B4FFCCD9FCFF79');
INSERT INTO entity_reference VALUES ('bowlby-1988', 0, 'author.person', 'john-bowlby');
INSERT INTO entity_reference VALUES ('foster-children', 0, 'sources', 'zimmer-2021');
INSERT INTO entity_reference VALUES ('foster-children', 1, 'broader', 'young-children');
INSERT INTO entity_reference VALUES ('john-bowlby', 0, 'sources', 'bowlby-1988');
INSERT INTO entity_reference VALUES ('mary-ainsworth', 0, 'sources', 'bowlby-1988');
INSERT INTO entity_reference VALUES ('reactive-attachment-disorder', 0, 'sources', 'zimmer-2021');
INSERT INTO entity_reference VALUES ('reactive-attachment-disorder', 1, 'codes.codeSource', 'zimmer-2021');
INSERT INTO entity_reference VALUES ('secure-base', 0, 'sources', 'bowlby-1988');
INSERT INTO entity_reference VALUES ('young-children', 0, 'sources', 'zimmer-2021');
INSERT INTO claim VALUES (1, 'mary-ainsworth.originated.secure-base', 'mary-ainsworth', 'originated', 'secure-base', NULL, 'Bowlby''s dedication names Ainsworth as the originator of the secure base.', 'supports', 'sourced', 1988, NULL, NULL, NULL, NULL, NULL, NULL, 'Word for word.', X'8469A73877CA623547F65A050734F775FAB1C4822F9264BE158EBE91E0AB1788');
INSERT INTO claim VALUES (2, 'safe-harbour.improves.secure-base', 'safe-harbour', 'improves', 'secure-base', NULL, 'A trial found no difference.', 'null', 'sourced', 2021, 'rct', 120, '{"measure":"d","value":0.1,"low":-0.25,"high":0.45,"text":"not significant"}', 'foster-children', 'observed sensitivity', NULL, NULL, X'A4B4AD08E95F3C4EF36BF255A5285F307A97D5A778EB0A8B4D745502071E6371');
INSERT INTO claim VALUES (3, 'secure-base.originated.value', 'john-bowlby', 'originated', NULL, 'a person to return to', 'It is a person to return to.', 'supports', 'llm', NULL, NULL, NULL, NULL, NULL, NULL, 'zimmer-2021', NULL, X'FE12E3E3FF709ED5E4CFEECB487700511879EBA819028507E4364BF14A24F8D4');
INSERT INTO citation VALUES ('mary-ainsworth.originated.secure-base', 0, 'bowlby-1988', 'dedication, p. v', NULL, '["https://example.org/a-secure-base"]', '2026-11-02', 'full');
INSERT INTO citation VALUES ('mary-ainsworth.originated.secure-base', 1, 'zimmer-2021', NULL, 'bowlby-1988', NULL, NULL, NULL);
INSERT INTO citation VALUES ('safe-harbour.improves.secure-base', 0, 'zimmer-2021', 'Table 2', NULL, NULL, NULL, NULL);
INSERT INTO claim_about VALUES ('mary-ainsworth.originated.secure-base', 0, 'john-bowlby');
INSERT INTO practice VALUES ('draw-the-base', 'exercise', 'Draw the base', 'Draw who you return to.', '["paper","pencil"]', 1, '20 minutes', 'sourced', NULL, '{"materials":"paper"}', 'In pairs.', X'0024794185F43851D220114C144B150CF9CE86CF8902095481C299B9A5F06936');
INSERT INTO practice VALUES ('tell-the-base', 'exercise', NULL, NULL, NULL, NULL, NULL, 'llm', 'zimmer-2021', NULL, NULL, X'2AD8FD3EB09355DDBB5F952FF176BF10F6D2A3CBC2EA8F285AF94B42925DA56D');
INSERT INTO practice_about VALUES ('draw-the-base', 1, 'safe-harbour');
INSERT INTO practice_about VALUES ('draw-the-base', 0, 'secure-base');
INSERT INTO practice_about VALUES ('tell-the-base', 0, 'secure-base');
INSERT INTO practice_citation VALUES ('draw-the-base', 0, 'zimmer-2021', 'p. 12', NULL, NULL, NULL, NULL);
INSERT INTO entity_text (rowid, words) VALUES (1, 'a secure base john bowlby');
INSERT INTO entity_text (rowid, words) VALUES (2, 'children in care');
INSERT INTO entity_text (rowid, words) VALUES (3, 'psychiatrist who described attachment');
INSERT INTO entity_text (rowid, words) VALUES (4, 'psychologist who observed it');
INSERT INTO entity_text (rowid, words) VALUES (5, 'a disorder of childhood');
INSERT INTO entity_text (rowid, words) VALUES (6, 'a made up programme for carers with quotes and a line break');
INSERT INTO entity_text (rowid, words) VALUES (7, 'someone from whom a child sets out and comes back to naive 安全基地');
INSERT INTO entity_text (rowid, words) VALUES (8, 'up to five years');
INSERT INTO entity_text (rowid, words) VALUES (9, 'carers and the secure base journal of examples 10 1000 example a zimmer harbour group b ames');
INSERT INTO claim_text (rowid, words) VALUES (1, 'bowlbys dedication names ainsworth as the originator of the secure base');
INSERT INTO claim_text (rowid, words) VALUES (2, 'a trial found no difference');
INSERT INTO claim_text (rowid, words) VALUES (3, 'it is a person to return to a person to return to');
COMMIT;
