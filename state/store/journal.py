"""The journal: a header, and then one line per revision, only ever appended to.

Positions in it count from the cluster's first revision and stay the same when older revisions are dropped: the
header says at which position the first line stands, and what the cluster's counters were before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from minikctl.state.store.disk import Disk, Handle, Signature
from minikctl.state.store.documents import START, Moment
from minikctl.state.store.errors import DamagedError, reading
from minikctl.state.store.record import PREFIX_ROOM, Frame, Record, encode_json, frame_at, is_whole, record_at
from minikctl.state.store.snapshot import parsed_header
from minikctl.state.values import NamedTuple

NAME = "journal"
NEW_NAME = "journal.new"
FORMAT = "minikctl journal"
VERSION = 1
HEADER_SIZE = 384


class Header(NamedTuple):
    """What the first line says: the state before the first revision that the file has."""

    lineage: int  # tells one cluster's journal from another's: the checksum of its first revision
    start: int  # position of the first line
    check: int  # checksum of the line before it
    rev: int
    time: float
    next_due: float | None
    resource_version: int
    counter: int

    def moment(self) -> Moment:
        """The counters only."""
        return Moment(self.rev, self.time, self.next_due, self.resource_version, self.counter, {})


def first_header(lineage: int) -> Header:
    """The header of a new cluster's journal."""
    return Header(lineage, 0, 0, START.rev, START.time, START.next_due, START.resource_version, START.counter)


def header_line(header: Header) -> bytes:
    text = encode_json({"format": FORMAT, "version": VERSION, **header._asdict()})
    return text.encode().ljust(HEADER_SIZE - 1) + b"\n"


class Journal:
    """An open journal."""

    __slots__ = ("handle", "header", "signature")

    def __init__(self, handle: Handle, header: Header, signature: Signature) -> None:
        self.handle, self.header = handle, header
        self.signature = signature  # when it was opened

    def offset(self, position: int) -> int:
        """Where in the file a position is."""
        return position - self.header.start + HEADER_SIZE

    def read_from(self, position: int, size: int) -> bytes:
        """What stands between a position and the end of a file of that size."""
        offset = self.offset(position)
        with reading(self.handle.path):
            return self.handle.read(size - offset, offset) if size > offset else b""


def open_journal(disk: Disk) -> Journal | None:
    """The folder's journal, or None if there is none."""
    path = disk.path(NAME)
    with reading(path):
        number = disk.open_to_read(NAME)
        if number is None:
            return None
        handle = Handle(disk, NAME, number)
        return Journal(handle, read_header(path, handle.read(HEADER_SIZE, 0)), handle.signature())


def read_header(path: str, data: bytes) -> Header:
    found: dict[str, Any] = parsed_header(path, data, FORMAT, VERSION)
    try:
        return Header(*(found[field] for field in Header._fields))
    except KeyError as error:
        raise DamagedError(path, 0, f"the header lacks {error}") from error


class Scan:
    """What a piece of the journal holds."""

    __slots__ = ("end", "is_torn", "problem", "records")

    def __init__(self, records: list[Record], end: int, problem: str, is_torn: bool) -> None:
        self.records = records
        self.end = end  # where the last good line ends, from the beginning of the piece
        self.problem = problem  # empty, or why the line that begins there is not the next revision
        self.is_torn = is_torn  # it was never completed: nothing good follows


def scan(data: bytes, rev: int, check: int) -> Scan:
    """The revisions after `rev`, whose line has that checksum, and what is wrong after them."""
    records: list[Record] = []
    at = 0
    while at < len(data):
        frame = frame_at(data, at)
        problem = line_problem(data, at, frame, rev, check)
        if frame is None or problem:
            return Scan(records, at, problem, not is_line_after(data, at))
        records.append(record_at(data, at, frame))
        rev, check, at = frame.rev, frame.check, at + frame.size
    return Scan(records, at, "", False)


def line_problem(data: bytes, at: int, frame: Frame | None, rev: int, check: int) -> str:
    """Why a line is not the one that follows that revision; empty if it is."""
    if frame is None:
        return "this is not the beginning of a revision"
    if not is_whole(data, at, frame):
        return "the checksum of a revision is wrong"
    if frame.before != check or frame.rev != rev + 1:
        return f"revision {frame.rev} does not follow revision {rev}"
    return ""


def is_line_after(data: bytes, at: int) -> bool:
    """A whole line stands at or after that place: what is wrong there is not just a line that was cut off."""
    for found in re.finditer(rb"\d+ \d+ \d+ [0-9a-f]{8} [0-9a-f]{8} \{", data[at:]):
        start = at + found.start()
        frame = frame_at(data, start)
        if frame is not None and is_whole(data, start, frame):
            return True
    return False


def frames(journal: Journal, position: int, end: int) -> Iterator[tuple[int, Frame]]:
    """(position, prefix) of the lines from one position up to another; only prefixes are read."""
    while position < end:
        frame = frame_at(journal.handle.read(PREFIX_ROOM, journal.offset(position)), 0)
        if frame is None:
            raise DamagedError(journal.handle.path, journal.offset(position), "this is not the beginning of a revision")
        yield position, frame
        position += frame.size


def read_record(journal: Journal, position: int, frame: Frame) -> Record:
    """The record of one line."""
    data = journal.handle.read(frame.size, journal.offset(position))
    if not is_whole(data, 0, frame):
        raise DamagedError(journal.handle.path, journal.offset(position), "the checksum of a revision is wrong")
    return record_at(data, 0, frame)
