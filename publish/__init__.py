"""Showing: a Datasette plugin with its templates and static files."""
