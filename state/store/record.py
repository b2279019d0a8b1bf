"""One revision as one line of the journal.

A line is `REV SIZE HEAD BEFORE CHECK JSON`: the size of the JSON, the size of its head, the checksum of the line
before, the checksum of this one, and one JSON object whose last key is `body`. Its head (all before `body`) says
what changed and how long each part of the body is, so that documents are parsed only when somebody reads them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from zlib import crc32

from minikctl.state.store.revision import Change, Obj, Revision
from minikctl.state.values import NamedTuple

PREFIX_ROOM = 80  # no prefix is longer
BODY = b',"body":['

encode_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Entry:
    """A document that is parsed when it is first read."""

    __slots__ = ("_doc", "_parse", "raw")

    def __init__(self, raw: bytes, parse: Callable[[bytes], Obj]) -> None:
        self.raw, self._parse = raw, parse
        self._doc: Obj | None = None

    def document(self) -> Obj:
        if self._doc is None:
            self._doc = self._parse(self.raw)
        return self._doc


class RawChange(NamedTuple):
    """A change whose documents are not parsed yet; None: absent."""

    table: str
    key: str
    new: bytes | None
    back: bytes | None  # the patch that makes the old document of the new one

    @property
    def growth(self) -> int:
        """By how much the table grew: 1, 0 or -1."""
        return (self.new is not None) - (self.back is not None)


class Record(NamedTuple):
    """A revision as it stands in the journal."""

    rev: int
    time: float
    cause: str
    next_due: float | None
    resource_version: int
    counter: int
    steps: bytes
    changes: list[RawChange]
    check: int
    size: int  # of the whole line


class Frame(NamedTuple):
    """A line's prefix."""

    rev: int
    before: int
    check: int
    start: int  # of the JSON, from the beginning of the line
    head: int
    size: int  # of the whole line


class Line:
    """A line that is ready to be written."""

    __slots__ = ("check", "parts", "size")

    def __init__(self, parts: list[bytes], size: int, check: int) -> None:
        self.parts, self.size, self.check = parts, size, check


def encode(revision: Revision, before: int) -> Line:
    """The line of a revision; `before` is the checksum of the line before."""
    steps = encode_json(list(revision.steps)).encode()
    parts, changes = [steps], []
    for change in revision.changes:
        new = b"" if change.new is None else encode_json(change.new).encode()
        back = b"" if change.old is None else encode_json(way_back(change)).encode()
        changes.append((change.table, change.key, len(new), len(back)))
        parts += (b",", new or b"null", b",", back or b"null")
    head = encode_json(
        {
            "rev": revision.rev,
            "time": revision.time,
            "cause": revision.cause,
            "next_due": revision.next_due,
            "resource_version": revision.resource_version,
            "counter": revision.counter,
            "steps": len(steps),
            "changes": changes,
        }
    )[:-1].encode()
    return framed(revision.rev, head, [head, BODY, *parts, b"]}"], before)


def framed(rev: int, head: bytes, body: list[bytes], before: int) -> Line:
    """The line with its prefix."""
    size = sum(map(len, body))
    prefix = b"%d %d %d %08x " % (rev, size, len(head), before)
    check = crc32(prefix)
    for part in body:
        check = crc32(part, check)
    first = b"%b%08x " % (prefix, check)
    return Line([first, *body, b"\n"], len(first) + size + 1, check)


def way_back(change: Change) -> list[Any] | None:
    """The patch from a change's new document to its old one."""
    from minikctl.state.store.difference import difference  # only for writes

    return ["=", change.old] if change.new is None else difference(change.new, change.old)


def frame_at(data: bytes, at: int) -> Frame | None:
    """The prefix of the line that begins there; None if there is no such prefix."""
    fields = data[at : at + PREFIX_ROOM].split(b" ", 5)
    if len(fields) < 6 or len(fields[3]) != 8 or len(fields[4]) != 8:
        return None
    try:
        rev, size, head = int(fields[0]), int(fields[1]), int(fields[2])
        before, check = int(fields[3], 16), int(fields[4], 16)
    except ValueError:
        return None
    start = sum(map(len, fields[:5])) + 5
    return Frame(rev, before, check, start, head, start + size + 1)


def is_whole(data: bytes, at: int, frame: Frame) -> bool:
    """The line is complete and its checksum is right."""
    end = at + frame.size
    if len(data) < end or data[end - 1 : end] != b"\n":
        return False
    prefix_end = at + frame.start - 9
    return crc32(memoryview(data)[at + frame.start : end - 1], crc32(data[at:prefix_end])) == frame.check


def record_at(data: bytes, at: int, frame: Frame) -> Record:
    """The record of a whole line; no document is parsed."""
    body = at + frame.start
    head = json.loads(data[body : body + frame.head] + b"}")
    position = body + frame.head + len(BODY)
    steps = data[position : position + head["steps"]]
    position += len(steps) + 1
    changes = []
    for table, key, new_size, back_size in head["changes"]:
        new = data[position : position + new_size] if new_size else None
        position += (new_size or 4) + 1  # absent is written as null
        back = data[position : position + back_size] if back_size else None
        position += (back_size or 4) + 1
        changes.append(RawChange(table, key, new, back))
    return Record(
        head["rev"],
        head["time"],
        head["cause"],
        head["next_due"],
        head["resource_version"],
        head["counter"],
        steps,
        changes,
        frame.check,
        frame.size,
    )


def revision_of(record: Record) -> Revision:
    """The revision with all its documents."""
    from minikctl.state.store.difference import patched  # only for history

    changes = []
    for change in record.changes:
        new = None if change.new is None else json.loads(change.new)
        old = None if change.back is None else patched(new, json.loads(change.back))
        changes.append(Change(change.table, change.key, old, new))
    return Revision(
        record.rev,
        record.time,
        record.cause,
        json.loads(record.steps),
        changes,
        record.next_due,
        record.resource_version,
        record.counter,
    )
