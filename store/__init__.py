"""The ground floor: what passes between the rooms, and the one database that keeps it.

``store.model`` holds the dataclasses; the other modules are the only code that writes SQL.
"""
