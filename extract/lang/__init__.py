"""The words of each language, one TOML file per language, all with the same keys."""
