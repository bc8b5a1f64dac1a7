-- The ground schema. Every column carries a comment; SQLite keeps it in sqlite_master.
-- Times are UTC in one fixed width (2026-11-23T03:40:00.000Z), so that they sort as text.

PRAGMA application_id = 1751346804; -- "hcnt": tells our files from other SQLite files

CREATE TABLE sources (
    name TEXT PRIMARY KEY, -- as the source's TOML file calls it
    homepage TEXT NOT NULL, -- address of its front page
    country TEXT, -- home country, ISO 3166-1 alpha-3
    language TEXT -- default language of its pages, ISO 639-1
) STRICT;

CREATE TABLE feeds (
    url TEXT PRIMARY KEY, -- address of the feed or sitemap
    source TEXT NOT NULL REFERENCES sources(name), -- the source that lists it
    kind TEXT NOT NULL, -- feed, sitemap or news_sitemap
    etag TEXT, -- ETag of the last full answer, sent back as If-None-Match
    last_modified TEXT, -- Last-Modified of the last full answer, sent back as If-Modified-Since
    checked TEXT, -- when it was last asked, UTC, ISO 8601
    changed TEXT, -- when it last gave a new answer, UTC, ISO 8601
    due TEXT -- when it is to be asked again, UTC, ISO 8601
) STRICT;

CREATE TABLE documents (
    id TEXT PRIMARY KEY, -- hash of the normalised URL
    url TEXT NOT NULL UNIQUE, -- normalised URL
    source TEXT NOT NULL REFERENCES sources(name), -- the source that brought it first
    first_seen TEXT NOT NULL, -- when it was first fetched, UTC, ISO 8601
    checked TEXT NOT NULL, -- when it was last asked for, UTC, ISO 8601
    due TEXT -- when it is to be asked for again, UTC, ISO 8601; NULL: not again by itself
) STRICT;

CREATE TABLE snapshots (
    id TEXT PRIMARY KEY, -- hash of document and body
    document TEXT NOT NULL REFERENCES documents(id), -- the document that was fetched
    fetched TEXT NOT NULL, -- when this body was first fetched, UTC, ISO 8601
    last_seen TEXT NOT NULL, -- when the page last had this body, UTC, ISO 8601
    status INTEGER NOT NULL, -- HTTP status of the answer
    sha256 TEXT NOT NULL, -- SHA-256 of the decoded body, hex
    media_type TEXT NOT NULL, -- media type with parameters, as the server named it
    etag TEXT, -- ETag of the answer
    last_modified TEXT, -- Last-Modified of the answer
    archive TEXT NOT NULL, -- file name of the WARC file in the archive folder
    "offset" INTEGER NOT NULL, -- first byte of the record in the WARC file
    extractor TEXT NOT NULL DEFAULT '' -- version that last read it or failed at it; '': not yet read
) STRICT;
CREATE INDEX snapshots_document ON snapshots(document, last_seen);
CREATE INDEX snapshots_fetched ON snapshots(fetched);
CREATE INDEX snapshots_extractor ON snapshots(extractor, fetched, id);

CREATE TABLE articles (
    id TEXT PRIMARY KEY, -- hash of the snapshot's id
    fts_number INTEGER NOT NULL UNIQUE, -- row of the full-text index (a rowid may change on VACUUM)
    snapshot TEXT NOT NULL UNIQUE REFERENCES snapshots(id), -- the snapshot it was read from
    document TEXT NOT NULL REFERENCES documents(id), -- the document of that snapshot
    url TEXT NOT NULL, -- address to show and link to
    title TEXT, -- headline
    outlet TEXT NOT NULL, -- who published it
    authors TEXT NOT NULL, -- names, a JSON array
    language TEXT NOT NULL, -- ISO 639-1
    published TEXT, -- publication day, YYYY-MM-DD
    modified TEXT, -- last change that the page states, UTC, ISO 8601
    "text" TEXT NOT NULL, -- normalised text; all offsets count its characters
    near_duplicates TEXT, -- key shared by copies of one agency text; NULL: nobody's copy
    extractor TEXT NOT NULL, -- version of the extractor that read it
    latest INTEGER NOT NULL -- 1: what the document says now; 0: an earlier revision
) STRICT;
CREATE INDEX articles_document ON articles(document);
CREATE INDEX articles_published ON articles(published);

CREATE TABLE claims (
    id TEXT PRIMARY KEY, -- hash of what it says and where
    fts_number INTEGER NOT NULL UNIQUE, -- row of the full-text index (a rowid may change on VACUUM)
    article TEXT NOT NULL REFERENCES articles(id), -- the article that states it
    quote TEXT NOT NULL, -- the sentence with the number
    quote_start INTEGER NOT NULL, -- first character of the quote in the article's text
    quote_end INTEGER NOT NULL, -- character after the quote
    number TEXT NOT NULL, -- the number as written, without its hedge
    number_start INTEGER NOT NULL, -- first character of the number in the article's text
    number_end INTEGER NOT NULL, -- character after the number
    low REAL NOT NULL, -- the stated number; the lower end of a range
    high REAL NOT NULL, -- the stated number; the upper end of a range
    bound TEXT NOT NULL, -- exact, about, min, max or range
    kind TEXT NOT NULL, -- killed, injured, displaced, arrivals … (docs/claims.md)
    unit TEXT NOT NULL, -- the counted noun in its base form
    date_edtf TEXT NOT NULL, -- reference period as EDTF
    date_first TEXT, -- first day of the reference period; NULL: open
    date_last TEXT, -- last day of the reference period; NULL: open
    source TEXT NOT NULL, -- who states the figure, as named in the text; @outlet: nobody is named
    via TEXT NOT NULL, -- intermediaries, a JSON array
    modality TEXT NOT NULL, -- asserted, denied, planned or hypothetical
    per TEXT, -- a rate: per day, week, month or year
    "change" REAL, -- signed difference, where the figure is one
    part_of TEXT REFERENCES claims(id) ON DELETE SET NULL, -- the claim that this one is a part of
    rules TEXT NOT NULL, -- names of the rules that decided, a JSON array
    extractor TEXT NOT NULL -- version of the extractor
) STRICT;
CREATE INDEX claims_article ON claims(article, number_start);
CREATE INDEX claims_kind ON claims(kind);
CREATE INDEX claims_low ON claims(low);
CREATE INDEX claims_part_of ON claims(part_of);

-- What is derived from a claim goes with it; deriving it anew is the next stage's work.
CREATE TABLE claim_countries (
    claim TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE, -- the claim
    role TEXT NOT NULL, -- country (where), origin (of whom) or excluded (missing in the count)
    country TEXT NOT NULL, -- ISO 3166-1 alpha-3, XKX, or EU, EUROPE, AFRICA, WORLD
    PRIMARY KEY (claim, role, country)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_countries_country ON claim_countries(country, role);

CREATE TABLE figures (
    id TEXT PRIMARY KEY, -- stable id; part of the permalink
    kind TEXT NOT NULL, -- what happened to the people, as in claims
    unit TEXT NOT NULL, -- the counted noun of the best claim
    country TEXT NOT NULL, -- ISO codes, joined by a blank
    origin TEXT NOT NULL, -- ISO codes, joined by a blank; empty where not stated
    date_edtf TEXT NOT NULL, -- reference period as EDTF
    low REAL, -- lower end of the best value; NULL: unbounded
    high REAL, -- upper end of the best value; NULL: unbounded
    best TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE, -- the claim that gives the best value
    "rule" TEXT NOT NULL, -- the rule that chose it, in words
    documents INTEGER NOT NULL, -- how many documents state it
    outlets INTEGER NOT NULL, -- how many outlets
    sources INTEGER NOT NULL, -- how many independent original sources
    since TEXT NOT NULL, -- day of the first report
    status TEXT NOT NULL, -- agreed, single source, disputed or superseded
    reason TEXT NOT NULL -- why that status, in words
) STRICT;
CREATE INDEX figures_since ON figures(since);
CREATE INDEX figures_kind ON figures(kind, since);
CREATE INDEX figures_status ON figures(status, since);
CREATE INDEX figures_best ON figures(best);

CREATE TABLE figure_claims (
    claim TEXT PRIMARY KEY REFERENCES claims(id) ON DELETE CASCADE, -- the claim
    figure TEXT NOT NULL REFERENCES figures(id) ON DELETE CASCADE -- the figure that it speaks of
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_claims_figure ON figure_claims(figure);

CREATE TABLE relations (
    a TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE, -- the first claim
    b TEXT NOT NULL REFERENCES claims(id) ON DELETE CASCADE, -- the second claim
    relation TEXT NOT NULL, -- copy, agrees, supersedes (b replaces a), contradicts, part_of (a in b)
    score REAL NOT NULL, -- 0 to 1
    reasons TEXT NOT NULL, -- in words, a JSON array
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_b ON relations(b);
CREATE INDEX relations_relation ON relations(relation, score);

CREATE TABLE judgements (
    id INTEGER PRIMARY KEY, -- running number
    made TEXT NOT NULL, -- when, UTC, ISO 8601
    who TEXT NOT NULL, -- name of the person
    verdict TEXT NOT NULL, -- same, different or wrong claim
    claim TEXT NOT NULL, -- id of the claim (kept even when the claim is gone)
    other TEXT, -- id of the other claim of a pair
    reason TEXT NOT NULL -- in words
) STRICT;
CREATE INDEX judgements_claim ON judgements(claim);
CREATE TRIGGER judgements_keep BEFORE DELETE ON judgements BEGIN
    SELECT raise(ABORT, 'judgements are append-only');
END;
CREATE TRIGGER judgements_fixed BEFORE UPDATE ON judgements BEGIN
    SELECT raise(ABORT, 'judgements are append-only');
END;

CREATE TABLE failures (
    stage TEXT NOT NULL, -- crawl, extract, reconcile or publish
    "key" TEXT NOT NULL, -- what failed: a URL or an id
    error TEXT NOT NULL, -- the cause
    version TEXT NOT NULL, -- version of the code that failed
    happened TEXT NOT NULL, -- when it last failed, UTC, ISO 8601
    times INTEGER NOT NULL DEFAULT 1, -- how often
    PRIMARY KEY (stage, "key", error)
) STRICT;

CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, "text", content = 'articles', content_rowid = 'fts_number',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts(rowid, title, "text") VALUES (new.fts_number, new.title, new."text");
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, title, "text")
    VALUES ('delete', old.fts_number, old.title, old."text");
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, "text" ON articles BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, title, "text")
    VALUES ('delete', old.fts_number, old.title, old."text");
    INSERT INTO articles_fts(rowid, title, "text") VALUES (new.fts_number, new.title, new."text");
END;

CREATE VIRTUAL TABLE claims_fts USING fts5 (
    quote, source, unit, content = 'claims', content_rowid = 'fts_number',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER claims_fts_insert AFTER INSERT ON claims BEGIN
    INSERT INTO claims_fts(rowid, quote, source, unit)
    VALUES (new.fts_number, new.quote, new.source, new.unit);
END;
CREATE TRIGGER claims_fts_delete AFTER DELETE ON claims BEGIN
    INSERT INTO claims_fts(claims_fts, rowid, quote, source, unit)
    VALUES ('delete', old.fts_number, old.quote, old.source, old.unit);
END;
CREATE TRIGGER claims_fts_update AFTER UPDATE OF quote, source, unit ON claims BEGIN
    INSERT INTO claims_fts(claims_fts, rowid, quote, source, unit)
    VALUES ('delete', old.fts_number, old.quote, old.source, old.unit);
    INSERT INTO claims_fts(rowid, quote, source, unit)
    VALUES (new.fts_number, new.quote, new.source, new.unit);
END;

-- One row per claim and country, of what the documents say now: claims of earlier revisions
-- (articles.latest = 0) stay in the table claims.
CREATE VIEW claims_flat AS
SELECT
    claims.id AS claim, -- id of the claim
    places.country AS country, -- where the counted people are, ISO 3166-1 alpha-3; NULL: not stated
    (
        SELECT group_concat(country, ' ') FROM (
            SELECT country FROM claim_countries
            WHERE claim = claims.id AND role = 'origin' ORDER BY country
        )
    ) AS origin, -- where they come from, ISO 3166-1 alpha-3, joined by a blank
    claims.low AS "count", -- the stated number; the lower end of a range
    CASE WHEN claims.bound = 'max' THEN NULL ELSE claims.low END
        AS count_low, -- lowest possible count; NULL: unbounded
    CASE WHEN claims.bound = 'min' THEN NULL ELSE claims.high END
        AS count_high, -- highest possible count; NULL: unbounded
    claims.bound AS bound, -- exact, about, min, max or range
    claims.kind AS kind, -- what happened to the people
    claims.unit AS unit, -- the counted noun in its base form
    claims.date_first AS date_first, -- first day of the reference period; NULL: open
    claims.date_last AS date_last, -- last day of the reference period; NULL: open
    claims.date_edtf AS date_edtf, -- reference period as EDTF
    claims.source AS source, -- who states it, as named in the text; @outlet: nobody is named
    (SELECT group_concat(value, ', ') FROM json_each(claims.via))
        AS via, -- intermediaries, joined by a comma
    articles.outlet AS outlet, -- who published the article
    articles.published AS published, -- publication day
    articles.language AS language, -- language of the article, ISO 639-1
    claims.quote AS quote, -- the sentence with the number
    articles.title AS title, -- headline of the article
    articles.url AS url, -- address of the article
    figure_claims.figure AS figure -- the figure that it speaks of; NULL: none yet
FROM claims
JOIN articles ON articles.id = claims.article AND articles.latest = 1
LEFT JOIN claim_countries AS places ON places.claim = claims.id AND places.role = 'country'
LEFT JOIN figure_claims ON figure_claims.claim = claims.id;
