-- What reconciling remembers, so that a new claim meets only its candidates. All of it can be made
-- anew from the claims; nothing of it is a fact about the world.

CREATE TABLE uncompared (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- running number of the change
    article TEXT NOT NULL UNIQUE -- an article whose claims changed since they were last compared
) STRICT;

CREATE TABLE compared (
    claim TEXT PRIMARY KEY, -- a claim that stands in blocks (kept until that is undone)
    article TEXT NOT NULL, -- its article
    blocks BLOB NOT NULL -- the numbers of its blocks, 8 bytes each, little-endian
) STRICT, WITHOUT ROWID;
CREATE INDEX compared_article ON compared(article);

CREATE TABLE postings (
    block INTEGER NOT NULL, -- hash of a key that claims share
    state INTEGER NOT NULL, -- day of the claim's state, counted from 0001-01-01
    size REAL NOT NULL, -- its number; the middle of a range
    claim TEXT NOT NULL, -- the claim
    step TEXT NOT NULL, -- full, text, wide, kindless or stray
    late INTEGER NOT NULL, -- 1: the block is of the stretch of time after its own
    PRIMARY KEY (block, state, size, claim)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    a TEXT NOT NULL, -- one of two claims that match
    b TEXT NOT NULL, -- the other, of a greater id
    step TEXT NOT NULL, -- full, text, wide or kindless
    score REAL NOT NULL, -- sum of the evidence that they speak of the same quantity
    PRIMARY KEY (a, b, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_b ON links(b);

CREATE TABLE figure_keys (
    key INTEGER NOT NULL, -- hash of what a whole and its parts, or a forecast and its outcome, share
    role TEXT NOT NULL, -- whole, part, forecast or outcome
    figure TEXT NOT NULL REFERENCES figures(id) ON DELETE CASCADE, -- the figure
    PRIMARY KEY (key, role, figure)
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_keys_figure ON figure_keys(figure);

CREATE TABLE reconciled (
    only INTEGER PRIMARY KEY CHECK (only = 1), -- there is one row
    method TEXT NOT NULL -- version of the method that compared everything
) STRICT;

CREATE TABLE redirects (
    old TEXT PRIMARY KEY, -- id of a figure that is no more
    figure TEXT NOT NULL, -- id of the figure that has most of its claims now
    happened TEXT NOT NULL -- when, UTC, ISO 8601
) STRICT, WITHOUT ROWID;
CREATE INDEX redirects_figure ON redirects(figure);

CREATE TABLE misprints (
    claim TEXT PRIMARY KEY REFERENCES claims(id) ON DELETE CASCADE, -- a claim whose number slipped
    slip TEXT NOT NULL -- what happened to it, in words
) STRICT, WITHOUT ROWID;

INSERT INTO uncompared (article) SELECT DISTINCT article FROM claims;

-- A change takes the place of an earlier one of the same article: numbers tell what is later.
CREATE TRIGGER claims_uncompared_insert AFTER INSERT ON claims BEGIN
    DELETE FROM uncompared WHERE article = new.article;
    INSERT INTO uncompared (article) VALUES (new.article);
END;
CREATE TRIGGER claims_uncompared_update AFTER UPDATE ON claims BEGIN
    DELETE FROM uncompared WHERE article = new.article;
    INSERT INTO uncompared (article) VALUES (new.article);
END;
CREATE TRIGGER claims_uncompared_delete AFTER DELETE ON claims BEGIN
    DELETE FROM uncompared WHERE article = old.article;
    INSERT INTO uncompared (article) VALUES (old.article);
END;
CREATE TRIGGER claim_countries_uncompared_insert AFTER INSERT ON claim_countries BEGIN
    DELETE FROM uncompared WHERE article IN (SELECT article FROM claims WHERE id = new.claim);
    INSERT INTO uncompared (article) SELECT article FROM claims WHERE id = new.claim;
END;
CREATE TRIGGER claim_countries_uncompared_update AFTER UPDATE ON claim_countries BEGIN
    DELETE FROM uncompared WHERE article IN (SELECT article FROM claims WHERE id = new.claim);
    INSERT INTO uncompared (article) SELECT article FROM claims WHERE id = new.claim;
END;
CREATE TRIGGER claim_countries_uncompared_delete AFTER DELETE ON claim_countries BEGIN
    DELETE FROM uncompared WHERE article IN (SELECT article FROM claims WHERE id = old.claim);
    INSERT INTO uncompared (article) SELECT article FROM claims WHERE id = old.claim;
END;
CREATE TRIGGER articles_uncompared AFTER UPDATE OF outlet, language, published, near_duplicates, latest
ON articles BEGIN
    DELETE FROM uncompared WHERE article = new.id;
    INSERT INTO uncompared (article) VALUES (new.id);
END;
CREATE TRIGGER judgements_uncompared AFTER INSERT ON judgements BEGIN
    DELETE FROM uncompared
        WHERE article IN (SELECT article FROM claims WHERE id IN (new.claim, new.other));
    INSERT INTO uncompared (article)
        SELECT DISTINCT article FROM claims WHERE id IN (new.claim, new.other);
END;
