-- Who is quoted and who publishes, how often, and the ways from a name to what it said.

CREATE TABLE source_names (
    number INTEGER PRIMARY KEY, -- running number: the row of the full-text index
    name TEXT NOT NULL UNIQUE, -- who states figures, as named in texts
    claims INTEGER NOT NULL -- how many claims name it so, those of earlier revisions among them
) STRICT;
CREATE INDEX source_names_claims ON source_names(claims);

CREATE TABLE outlets (
    name TEXT PRIMARY KEY, -- who publishes articles
    articles INTEGER NOT NULL -- how many, earlier revisions among them
) STRICT, WITHOUT ROWID;
CREATE INDEX outlets_articles ON outlets(articles);

CREATE INDEX claims_source ON claims(source) WHERE source <> '@outlet';
CREATE INDEX articles_outlet ON articles(outlet, published);
CREATE INDEX feeds_source ON feeds(source);

CREATE VIRTUAL TABLE source_names_fts USING fts5 (
    name, content = 'source_names', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER source_names_fts_insert AFTER INSERT ON source_names BEGIN
    INSERT INTO source_names_fts(rowid, name) VALUES (new.number, new.name);
END;
CREATE TRIGGER source_names_fts_delete AFTER DELETE ON source_names BEGIN
    INSERT INTO source_names_fts(source_names_fts, rowid, name)
    VALUES ('delete', old.number, old.name);
END;

CREATE TRIGGER claims_named AFTER INSERT ON claims WHEN new.source <> '@outlet' BEGIN
    INSERT INTO source_names (name, claims) VALUES (new.source, 1)
        ON CONFLICT (name) DO UPDATE SET claims = claims + 1;
END;
CREATE TRIGGER claims_unnamed AFTER DELETE ON claims WHEN old.source <> '@outlet' BEGIN
    UPDATE source_names SET claims = claims - 1 WHERE name = old.source;
    DELETE FROM source_names WHERE name = old.source AND claims = 0;
END;
CREATE TRIGGER claims_renamed_from AFTER UPDATE OF source ON claims
WHEN old.source <> new.source AND old.source <> '@outlet' BEGIN
    UPDATE source_names SET claims = claims - 1 WHERE name = old.source;
    DELETE FROM source_names WHERE name = old.source AND claims = 0;
END;
CREATE TRIGGER claims_renamed_to AFTER UPDATE OF source ON claims
WHEN old.source <> new.source AND new.source <> '@outlet' BEGIN
    INSERT INTO source_names (name, claims) VALUES (new.source, 1)
        ON CONFLICT (name) DO UPDATE SET claims = claims + 1;
END;

CREATE TRIGGER articles_published_by AFTER INSERT ON articles BEGIN
    INSERT INTO outlets VALUES (new.outlet, 1)
        ON CONFLICT (name) DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER articles_withdrawn_by AFTER DELETE ON articles BEGIN
    UPDATE outlets SET articles = articles - 1 WHERE name = old.outlet;
    DELETE FROM outlets WHERE name = old.outlet AND articles = 0;
END;
CREATE TRIGGER articles_moved AFTER UPDATE OF outlet ON articles WHEN old.outlet <> new.outlet BEGIN
    UPDATE outlets SET articles = articles - 1 WHERE name = old.outlet;
    DELETE FROM outlets WHERE name = old.outlet AND articles = 0;
    INSERT INTO outlets VALUES (new.outlet, 1)
        ON CONFLICT (name) DO UPDATE SET articles = articles + 1;
END;

INSERT INTO source_names (name, claims)
    SELECT source, count(*) FROM claims WHERE source <> '@outlet' GROUP BY source;
INSERT INTO outlets SELECT outlet, count(*) FROM articles GROUP BY outlet;
