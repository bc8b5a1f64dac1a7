"""What the pages say, one TOML file per language."""
