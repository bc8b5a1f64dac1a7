-- Revisions of documents, and documents that are found at several addresses.

CREATE TABLE addresses (
    document TEXT PRIMARY KEY REFERENCES documents(id), -- a document that another address stands for
    canonical TEXT NOT NULL, -- that address: the canonical URL that the page names, or that of its twin
    same_as TEXT, -- hash of that address, id of its document once fetched; NULL: not believed
    reason TEXT NOT NULL -- what shows that both are one page, or why it is not believed
) STRICT;
CREATE INDEX addresses_same_as ON addresses(same_as);

CREATE TABLE unrevised (
    snapshot TEXT PRIMARY KEY REFERENCES snapshots(id), -- a snapshot that differs outside the text only
    article TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE -- the article whose text it has
) STRICT, WITHOUT ROWID;
CREATE INDEX unrevised_article ON unrevised(article);

CREATE TABLE claim_changes (
    article TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE, -- the revision: what the page said then
    number INTEGER NOT NULL, -- running number within the revision
    "change" TEXT NOT NULL, -- kept, changed, withdrawn or new
    "before" TEXT REFERENCES claims(id) ON DELETE CASCADE, -- the claim in the text before; NULL: new
    "after" TEXT REFERENCES claims(id) ON DELETE CASCADE, -- the claim in this text; NULL: withdrawn
    happened TEXT NOT NULL, -- when the revision was first fetched, UTC, ISO 8601
    PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_changes_happened ON claim_changes(happened);
CREATE INDEX claim_changes_before ON claim_changes("before");
CREATE INDEX claim_changes_after ON claim_changes("after");

-- One row per claim of a revised document: what became of it, and when.
CREATE VIEW revisions AS
SELECT
    claim_changes.happened AS happened, -- when the revision was first fetched, UTC, ISO 8601
    claim_changes."change" AS "change", -- kept, changed, withdrawn or new
    articles.outlet AS outlet, -- who published it
    documents.url AS url, -- address of the document
    articles.title AS title, -- headline of the revision
    coalesce(later.kind, earlier.kind) AS kind, -- what happened to the people
    coalesce(later.unit, earlier.unit) AS unit, -- the counted noun in its base form
    earlier.low AS low_before, -- the number before; the lower end of a range; NULL: new
    earlier.high AS high_before, -- the number before; the upper end of a range; NULL: new
    earlier.bound AS bound_before, -- exact, about, min, max or range; NULL: new
    later.low AS low_after, -- the number now; the lower end of a range; NULL: withdrawn
    later.high AS high_after, -- the number now; the upper end of a range; NULL: withdrawn
    later.bound AS bound_after, -- exact, about, min, max or range; NULL: withdrawn
    earlier.quote AS quote_before, -- the sentence before; NULL: new
    later.quote AS quote_after, -- the sentence now; NULL: withdrawn
    claim_changes."before" AS claim_before, -- id of the claim before; NULL: new
    claim_changes."after" AS claim_after -- id of the claim now; NULL: withdrawn
FROM claim_changes
JOIN articles ON articles.id = claim_changes.article
JOIN documents ON documents.id = articles.document
LEFT JOIN claims AS earlier ON earlier.id = claim_changes."before"
LEFT JOIN claims AS later ON later.id = claim_changes."after";
