"""Command lines without the secrets that were given with flags."""

from __future__ import annotations

import re

MASK = "***"
VALUE = r"""(?:"[^"]*"?|'[^']*'?|\\.|[^\s"'])+"""
SECRETS = (
    re.compile(r"""(--from-literal(?:=|\s+)"[^="]*=)[^"]*"""),  # quoted with its key
    re.compile(r"""(--from-literal(?:=|\s+)'[^=']*=)[^']*"""),
    re.compile(rf"""(--from-literal(?:=|\s+)[^\s="']+=){VALUE}"""),
    re.compile(rf"""(--(?:docker-)?password(?:=|\s+)|--token(?:=|\s+)){VALUE}"""),
)


def masked(line: str) -> str:
    """A line without the secrets that were given with flags."""
    for secret in SECRETS:
        line = secret.sub(rf"\g<1>{MASK}", line)
    return line
