-- Not only feeds and sitemaps list pages. Only comments change, so the text of the statement is
-- edited and no row is touched (https://sqlite.org/lang_altertable.html, section 7).

PRAGMA writable_schema = ON;

UPDATE sqlite_master
SET sql = replace(
    replace(sql, '-- address of the feed or sitemap', '-- address of what lists pages'),
    '-- feed, sitemap or news_sitemap',
    '-- feed, sitemap, news_sitemap, page (of links), report (a page that lists PDF files) or folder'
)
WHERE type = 'table' AND name = 'feeds';

PRAGMA writable_schema = OFF;
