-- The index in which a new text meets the texts that it may be a copy of.

CREATE TABLE text_sketches (
    article TEXT PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE, -- an article whose text is in the index
    method TEXT NOT NULL -- version of the method that made its buckets
) STRICT, WITHOUT ROWID;

CREATE TABLE text_buckets (
    bucket INTEGER NOT NULL, -- hash of a part of the text's MinHash signature
    article TEXT NOT NULL REFERENCES text_sketches(article) ON DELETE CASCADE, -- the article
    PRIMARY KEY (bucket, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_buckets_article ON text_buckets(article);

CREATE TABLE text_copies (
    a TEXT NOT NULL REFERENCES text_sketches(article) ON DELETE CASCADE, -- one of two articles with one text
    b TEXT NOT NULL REFERENCES text_sketches(article) ON DELETE CASCADE, -- the other, of a greater id
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_copies_b ON text_copies(b);

CREATE TRIGGER text_sketches_outdated AFTER UPDATE OF "text" ON articles
WHEN old."text" IS NOT new."text" BEGIN
    DELETE FROM text_sketches WHERE article = old.id;
END;
