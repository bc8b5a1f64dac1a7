"""Who may review: names with a password or a token, from a TOML file.

::

    [[reviewer]]
    name = "Ada Muster"
    password_hash = "pbkdf2_sha256$480000$..."  # of `datasette hash-password`

    [[reviewer]]
    name = "Ben Probe"
    password_hash = "env:BEN_PASSWORD_HASH"
    token = "env:BEN_TOKEN"

``env:NAME`` stands for the environment variable; a token stands there only. No error repeats a
secret.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PERMISSION = "headcount-review"
"""The permission to see the queue and to judge; nobody has it by default."""

SHORTEST_TOKEN = 20

_HASH = re.compile(r"pbkdf2_sha256\$[0-9]{1,8}\$[^$\s]{1,200}\$[A-Za-z0-9+/]{43}=")
"""What datasette-auth-passwords writes: algorithm, iterations, salt, SHA-256 in base64."""

_KEYS = {"name", "password_hash", "token"}


class ReviewersError(ValueError):
    """The file cannot be used; the text says in one line where and what was expected."""


@dataclass(frozen=True)
class Reviewers:
    """Who may review, by name: password hashes and tokens of those who have one."""

    hashes: Mapping[str, str] = field(default_factory=dict, repr=False)
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> frozenset[str]:
        """Who may review."""
        return frozenset((*self.hashes, *self.tokens))

    def plugins(self) -> dict[str, dict[str, Any]]:
        """Return plugin -> settings, of the two that log in and of ours."""
        return {
            "headcount": {"reviewers": self.names},
            "datasette-auth-passwords": {
                f"{name}_password_hash": value for name, value in self.hashes.items()
            },
            "datasette-auth-tokens": {
                "tokens": [
                    {"token": token, "actor": {"id": name}} for name, token in self.tokens.items()
                ]
            },
        }


def read_reviewers(path: Path, environ: Mapping[str, str]) -> Reviewers:
    """Return who may review. Raises :class:`ReviewersError`."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReviewersError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ReviewersError(f"{path}: expected text in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ReviewersError(f"{path}: {error}") from None
    entries = read.get("reviewer")
    if set(read) != {"reviewer"} or not isinstance(entries, list) or not entries:
        raise ReviewersError(f"{path}: expected [[reviewer]] tables and nothing else")
    hashes: dict[str, str] = {}
    tokens: dict[str, str] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"{path}: reviewer {number}"
        name = _name(where, entry)
        if name in hashes or name in tokens:
            raise ReviewersError(f"{where}: name: {name!r} stands above already")
        if "password_hash" in entry:
            hashes[name] = _hash(f"{where}: password_hash", entry["password_hash"], environ)
        if "token" in entry:
            tokens[name] = _token(f"{where}: token", entry["token"], environ)
    if len(set(tokens.values())) < len(tokens):
        raise ReviewersError(f"{path}: two reviewers have the same token")
    return Reviewers(hashes, tokens)


def _name(where: str, entry: object) -> str:
    if not isinstance(entry, dict):
        raise ReviewersError(f"{where}: expected a table")
    if unknown := sorted(entry.keys() - _KEYS):
        raise ReviewersError(f"{where}: unknown key {unknown[0]!r}")
    name = entry.get("name")
    if (
        not isinstance(name, str)
        or not name.isprintable()
        or name != name.strip()
        or not 0 < len(name) <= 100
        or "_password_hash" in name  # how the login plugin tells names in its settings
    ):
        raise ReviewersError(f"{where}: name: expected up to 100 printable characters")
    if not entry.keys() & {"password_hash", "token"}:
        raise ReviewersError(f"{where}: expected password_hash or token")
    return name


def _hash(where: str, given: object, environ: Mapping[str, str]) -> str:
    value = _value(where, given, environ)
    if _HASH.fullmatch(value) is None:
        raise ReviewersError(f"{where}: expected what `datasette hash-password` prints")
    return value


def _token(where: str, given: object, environ: Mapping[str, str]) -> str:
    if not isinstance(given, str) or not given.startswith("env:"):
        raise ReviewersError(f"{where}: expected env: and the name of an environment variable")
    value = _value(where, given, environ)
    if len(value) < SHORTEST_TOKEN or not value.isascii() or not value.isprintable():
        raise ReviewersError(f"{where}: expected at least {SHORTEST_TOKEN} ASCII characters")
    return value


def _value(where: str, given: object, environ: Mapping[str, str]) -> str:
    if not isinstance(given, str):
        raise ReviewersError(f"{where}: expected text")
    if not given.startswith("env:"):
        return given
    name = given.removeprefix("env:")
    if not environ.get(name, "").strip():
        raise ReviewersError(f"{where}: the environment variable {name} is not set")
    return environ[name].strip()
