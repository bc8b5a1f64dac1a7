"""Words of each language that reconciling needs, as data."""
