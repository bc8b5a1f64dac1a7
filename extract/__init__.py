"""Reading: a document becomes an article, an article becomes claims.

Pure functions of their input: no database and no network, so that any engine can run them.
The components run on a blank spaCy pipeline in the order of :data:`extract.pipeline.COMPONENTS`;
the words of a language are data in ``lang/<code>.toml``.
"""

VERSION = "1"
"""Version of the extractor; what it read is read again when this changes."""
