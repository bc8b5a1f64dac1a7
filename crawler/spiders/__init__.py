"""The spiders: one, which every source is gathered with."""
