-- Where in a report a claim stands: its page, and its cell in a table. Comments on added columns
-- are lost, so the text of the statement is edited after (https://sqlite.org/lang_altertable.html).

ALTER TABLE claims ADD COLUMN page INTEGER;
ALTER TABLE claims ADD COLUMN cell TEXT;

PRAGMA writable_schema = ON;

UPDATE sqlite_master
SET sql = replace(
    sql,
    'extractor TEXT NOT NULL -- version of the extractor
, page INTEGER, cell TEXT)',
    'extractor TEXT NOT NULL, -- version of the extractor
    page INTEGER, -- page of a report, from 1 on; NULL: the document has no pages
    cell TEXT -- where in a table: R4C3 (row and column, from 1 on) and their names; NULL: in prose
)'
)
WHERE type = 'table' AND name = 'claims';

PRAGMA writable_schema = OFF;
