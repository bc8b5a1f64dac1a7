-- Each run asks which pages of a source are due, for each of its sources.

CREATE INDEX documents_due ON documents(source, due);
