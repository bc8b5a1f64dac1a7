-- When feeds and what failed are asked again. Comments on added columns are lost, so the text of
-- the statements is edited after (https://sqlite.org/lang_altertable.html).

ALTER TABLE feeds ADD COLUMN "interval" INTEGER;
ALTER TABLE feeds ADD COLUMN ttl INTEGER;
ALTER TABLE failures ADD COLUMN source TEXT;
ALTER TABLE failures ADD COLUMN due TEXT;

PRAGMA writable_schema = ON;

UPDATE sqlite_master
SET sql = replace(
    sql,
    'due TEXT -- when it is to be asked again, UTC, ISO 8601
, "interval" INTEGER, ttl INTEGER)',
    'due TEXT, -- when it is to be asked again, UTC, ISO 8601
    "interval" INTEGER, -- seconds from one look to the next, by how often something was new
    ttl INTEGER -- seconds that it asks to be left alone itself (ttl, updatePeriod, max-age)
)'
)
WHERE type = 'table' AND name = 'feeds';

UPDATE sqlite_master
SET sql = replace(
    replace(
        sql,
        'times INTEGER NOT NULL DEFAULT 1, source TEXT, due TEXT, -- how often
',
        'times INTEGER NOT NULL DEFAULT 1, -- how often
    source TEXT, -- the source that it belongs to; NULL: to none
    due TEXT, -- when it is asked again by itself, UTC, ISO 8601; NULL: it is not
'
    ),
    '-- what failed: a URL or an id',
    '-- what failed: a URL, a host or an id'
)
WHERE type = 'table' AND name = 'failures';

PRAGMA writable_schema = OFF;

CREATE INDEX failures_source ON failures(source, stage);
