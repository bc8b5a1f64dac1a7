-- What happened to figures, each change told once, for the start page, feeds and alerts; and what
-- pages would otherwise have to count: how many there are of what, and of which country.

CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- running number
    happened TEXT NOT NULL, -- when it was noticed, UTC, ISO 8601
    figure TEXT NOT NULL, -- id of the figure by then; `redirects` tells what stands for it now
    "change" TEXT NOT NULL, -- appeared, rose, fell, corrected, disputed or settled
    low_before REAL, -- lower end of the best value before; NULL: unbounded, or nothing before
    high_before REAL, -- upper end of the best value before; NULL: unbounded, or nothing before
    low REAL, -- lower end of the best value; NULL: unbounded
    high REAL, -- upper end of the best value; NULL: unbounded
    claim TEXT NOT NULL -- the claim that gave the best value by then
) STRICT;
CREATE INDEX events_figure ON events(figure, number);
CREATE INDEX events_change ON events("change", number);

CREATE TABLE figure_places (
    country TEXT NOT NULL, -- a country of the figure, ISO 3166-1 alpha-3 or a pseudo code
    role TEXT NOT NULL, -- country: where the people are or were counted; origin: whose people
    kind TEXT NOT NULL, -- what happened to the people, as in figures
    since TEXT NOT NULL, -- day of the first report, as in figures
    figure TEXT NOT NULL, -- the figure
    PRIMARY KEY (country, role, kind, since, figure)
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_places_figure ON figure_places(figure);
CREATE INDEX figure_places_since ON figure_places(country, role, since);

CREATE TABLE figure_counts (
    country TEXT NOT NULL, -- a country, as in figure_places
    role TEXT NOT NULL, -- country or origin, as in figure_places
    kind TEXT NOT NULL, -- what happened to the people
    figures INTEGER NOT NULL, -- how many figures there are
    PRIMARY KEY (country, role, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE counts (
    name TEXT PRIMARY KEY, -- articles, claims, figures or failures
    rows INTEGER NOT NULL -- how many there are
) STRICT, WITHOUT ROWID;

CREATE TRIGGER figure_places_counted AFTER INSERT ON figure_places BEGIN
    INSERT INTO figure_counts VALUES (new.country, new.role, new.kind, 1)
        ON CONFLICT DO UPDATE SET figures = figures + 1;
END;
CREATE TRIGGER figure_places_uncounted AFTER DELETE ON figure_places BEGIN
    UPDATE figure_counts SET figures = figures - 1
        WHERE country = old.country AND role = old.role AND kind = old.kind;
    DELETE FROM figure_counts WHERE figures = 0
        AND country = old.country AND role = old.role AND kind = old.kind;
END;

-- Codes hold nothing that JSON would quote.
CREATE TRIGGER figures_placed AFTER INSERT ON figures BEGIN
    INSERT INTO figure_places
        SELECT DISTINCT value, 'country', new.kind, new.since, new.id
        FROM json_each('["' || replace(new.country, ' ', '","') || '"]') WHERE value <> '';
    INSERT INTO figure_places
        SELECT DISTINCT value, 'origin', new.kind, new.since, new.id
        FROM json_each('["' || replace(new.origin, ' ', '","') || '"]') WHERE value <> '';
    UPDATE counts SET rows = rows + 1 WHERE name = 'figures';
END;
CREATE TRIGGER figures_displaced AFTER DELETE ON figures BEGIN
    DELETE FROM figure_places WHERE figure = old.id;
    UPDATE counts SET rows = rows - 1 WHERE name = 'figures';
END;

CREATE TRIGGER articles_counted AFTER INSERT ON articles BEGIN
    UPDATE counts SET rows = rows + 1 WHERE name = 'articles';
END;
CREATE TRIGGER articles_uncounted AFTER DELETE ON articles BEGIN
    UPDATE counts SET rows = rows - 1 WHERE name = 'articles';
END;
CREATE TRIGGER claims_counted AFTER INSERT ON claims BEGIN
    UPDATE counts SET rows = rows + 1 WHERE name = 'claims';
END;
CREATE TRIGGER claims_uncounted AFTER DELETE ON claims BEGIN
    UPDATE counts SET rows = rows - 1 WHERE name = 'claims';
END;
CREATE TRIGGER failures_counted AFTER INSERT ON failures BEGIN
    UPDATE counts SET rows = rows + 1 WHERE name = 'failures';
END;
CREATE TRIGGER failures_uncounted AFTER DELETE ON failures BEGIN
    UPDATE counts SET rows = rows - 1 WHERE name = 'failures';
END;

INSERT INTO counts VALUES
    ('articles', (SELECT count(*) FROM articles)),
    ('claims', (SELECT count(*) FROM claims)),
    ('figures', (SELECT count(*) FROM figures)),
    ('failures', (SELECT count(*) FROM failures));
INSERT INTO figure_places
    SELECT DISTINCT value, 'country', kind, since, figures.id
    FROM figures, json_each('["' || replace(country, ' ', '","') || '"]') WHERE value <> '';
INSERT INTO figure_places
    SELECT DISTINCT value, 'origin', kind, since, figures.id
    FROM figures, json_each('["' || replace(origin, ' ', '","') || '"]') WHERE value <> '';
