-- Pairs that barely match, for people to look at; those that match well stay out of the index.

CREATE INDEX links_doubtful ON links(score, a, b) WHERE score < 2.5;
