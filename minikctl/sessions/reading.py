"""The text of a file -> a session, whatever it is: our own sessions, plain tutorials, `.t` files, recordings."""

from __future__ import annotations

import re

from minikctl.sessions.document import Session, parse

ENDINGS = (".md", ".markdown", ".t", ".jsonl", ".ndjson")
OWN_HEAD = re.compile(r"^[-*] needs:", re.MULTILINE)
OWN_BLOCK = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*console\b", re.MULTILINE)
OTHER_BLOCK = re.compile(
    r"^[ \t]*(?:> ?)?(`{3,}|~{3,})[ \t]*\{?\.?(sh|shell|bash|zsh|terminal|shell-session|sh-session|bash-session)\b",
    re.MULTILINE,
)
UNMARKED = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*(?:text|none)?[ \t]*\n[ \t]*(?:\$ |kubectl )", re.MULTILINE)
BARE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[ \t]*console[ \t]*\n(?![$%] |[$%]\n|\?)(?=\S)", re.MULTILINE)


def is_tutorial(text: str) -> bool:
    """Whether Markdown is a plain tutorial: no `needs`, and other blocks than `console` or some without prompt."""
    if OWN_HEAD.search(text.partition("\n## ")[0]):
        return False
    if OWN_BLOCK.search(text):
        return bool(OTHER_BLOCK.search(text) or BARE.search(text))
    return bool(OTHER_BLOCK.search(text) or UNMARKED.search(text))


def session_of(path: str, text: str, forms: str = "") -> Session:
    """Reads a session; `forms` is strict or loose if that was asked for. Raises SessionError."""
    from minikctl.sessions import cram, recording, tutorial  # the one that it is

    if path.endswith(".t"):
        session = cram.parse(text)
    elif path.endswith((".jsonl", ".ndjson")):
        session = recording.parse(text)
    elif is_tutorial(text):
        return tutorial.parse(text, forms or "loose")
    else:
        return parse(text)
    return compared(session, forms) if forms else session


def compared(session: Session, forms: str) -> Session:
    """The session with another way of comparing."""
    from minikctl.sessions.document import Step

    items = tuple(
        item._replace(mode=item.mode._replace(forms=forms)) if isinstance(item, Step) else item
        for item in session.items
    )
    return session._replace(items=items)
