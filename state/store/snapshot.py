"""The snapshot: every document at one revision, one line each, ordered by key within its table.

The first line has a fixed length and says where the index is; the index says which revision this is, up to where in
the journal it reaches, and where each table is. A table is one JSON object, `{"KEY":<tab>DOCUMENT` and
`,"KEY":<tab>DOCUMENT` on a line each: it can be parsed at once, and one key can be found by bisection.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from minikctl.state.store.disk import Disk, Handle
from minikctl.state.store.documents import Documents, Moment
from minikctl.state.store.errors import DamagedError, NewerFormatError, NotOursError, reading
from minikctl.state.store.record import encode_json
from minikctl.state.store.revision import Obj
from minikctl.state.values import NamedTuple

NAME = "snapshot"
NEW_NAME = "snapshot.new"
FORMAT = "minikctl snapshot"
VERSION = 1
HEADER_SIZE = 256
CHUNK = 1 << 16
LAST_LINE = b"}\n"  # of a table
PROBE = 4096  # read at a time while bisecting
NEAR = 16384  # what is left of a bisection is read at once


class Place(NamedTuple):
    """Where a table is in the file."""

    offset: int
    size: int
    documents: int
    check: int


class Index(NamedTuple):
    """What the end of the file says."""

    rev: int
    time: float
    next_due: float | None
    resource_version: int
    counter: int
    lineage: int  # of which journal
    position: int  # in the journal: what comes after it is not in here
    check: int  # of the last line of the journal that is in here
    tables: dict[str, Place]


class Snapshot:
    """An open snapshot."""

    __slots__ = ("contents", "handle", "size")

    def __init__(self, handle: Handle, contents: Index, size: int) -> None:
        self.handle, self.contents, self.size = handle, contents, size

    def moment(self) -> Moment:
        """Its documents; nothing is parsed yet."""
        index = self.contents
        tables = {name: Documents(Segment(self.handle, place), place.documents) for name, place in index.tables.items()}
        return Moment(index.rev, index.time, index.next_due, index.resource_version, index.counter, tables)


class Segment:
    """A table of a snapshot: a base of documents that is parsed when and as far as it is needed."""

    __slots__ = ("_all", "_found", "_handle", "_place")

    def __init__(self, handle: Handle, place: Place) -> None:
        self._handle, self._place = handle, place
        self._all: dict[str, Obj] | None = None
        self._found: dict[str, Obj | None] = {}

    @property
    def is_parsed(self) -> bool:
        return self._all is not None

    def all(self) -> dict[str, Obj]:
        if self._all is None:
            self._all = self._parsed()
        return self._all

    def find(self, key: str) -> Obj | None:
        if self._all is not None:
            return self._all.get(key)
        if key not in self._found:
            with reading(self._handle.path):
                raw = self.line(key)
            self._found[key] = None if raw is None else self._document(raw)
        return self._found[key]

    def _document(self, raw: bytes) -> Obj:
        try:
            found: Obj = self._handle.disk.parse(raw)
        except ValueError as error:
            raise DamagedError(self._handle.path, self._place.offset, str(error)) from error
        return found

    def _parsed(self) -> dict[str, Obj]:
        handle, place = self._handle, self._place
        with reading(handle.path):
            data = handle.read(place.size, place.offset)
        try:
            found: dict[str, Obj] = handle.disk.parse_table(data, place.documents)
        except ValueError as error:
            raise DamagedError(handle.path, place.offset, str(error)) from error
        found.update((key, doc) for key, doc in self._found.items() if doc is not None)  # one object for each
        return found

    def line(self, key: str) -> bytes | None:
        """One document as it is written, found by bisection over the ordered lines."""
        needle = key_prefix(key)
        low, high = self._place.offset, self._place.offset + self._place.size  # where a line may begin
        while high - low > NEAR:
            middle = (low + high) // 2
            start, prefix = self._first_line(middle, high)
            if start >= high:
                high = middle
            elif prefix == needle:
                low, high = start, start + 1
            elif prefix < needle:
                low = start + 1
            else:
                high = middle
        return self._line_within(needle, low, high)

    def _first_line(self, offset: int, end: int) -> tuple[int, bytes]:
        """The first line that begins at or after `offset`: where, and its key as it is written."""
        position = offset - 1
        while position < end:
            data = self._handle.read(PROBE, position)
            at = data.find(b"\n")
            if at >= 0:
                return position + at + 1, self._prefix(position + at + 1)
            if not data:
                break
            position += len(data)
        return end, b""

    def _prefix(self, start: int) -> bytes:
        size = 512
        while True:
            data = self._handle.read(size, start)
            if data[:2] == LAST_LINE:
                return b"\xff"  # the last line: greater than any key
            at = data.find(b"\t")
            if at >= 0:
                return data[1 : at + 1]
            if len(data) < size:
                raise DamagedError(self._handle.path, start, "a line without a key")
            size *= 4

    def _line_within(self, needle: bytes, low: int, high: int) -> bytes | None:
        """The document of the line that begins with `needle` somewhere in a short range."""
        data = self._handle.read(high - low + len(needle) + PROBE, low - 1)
        at = data.find(needle)
        while at >= 0 and data[at - 2 : at] not in (b"\n,", b"\n{"):
            at = data.find(needle, at + 1)
        if at < 0 or at - 2 >= high - low:  # none, or a line of the next table
            return None
        start = at + len(needle)
        end, size = data.find(b"\n", start), PROBE
        while end < 0:
            more = self._handle.read(size, low - 1 + len(data))
            if not more:
                raise DamagedError(self._handle.path, low - 1 + at, "a line without an end")
            data, size = data + more, size * 4
            end = data.find(b"\n", start)
        return data[start:end]


def key_prefix(key: str) -> bytes:
    """A key as its line has it after the first character. In JSON no raw tab can stand elsewhere."""
    return encode_json(key).encode() + b":\t"


def open_snapshot(disk: Disk) -> Snapshot | None:
    """The folder's snapshot, or None if there is none."""
    path = disk.path(NAME)
    with reading(path):
        number = disk.open_to_read(NAME)
        if number is None:
            return None
        handle = Handle(disk, NAME, number)
        header = read_header(path, handle.read(HEADER_SIZE, 0))
        data = handle.read(header["size"], header["index"])
        return Snapshot(handle, read_index(path, header["index"], data), handle.signature().size)


def read_header(path: str, data: bytes) -> dict[str, Any]:
    found = parsed_header(path, data, FORMAT, VERSION)
    if len(data) < HEADER_SIZE or not {"index", "size"} <= found.keys():
        raise DamagedError(path, 0, "the header is incomplete")
    return found


def parsed_header(path: str, data: bytes, form: str, version: int) -> dict[str, Any]:
    """The first line of one of our files."""
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != form:
        raise NotOursError(f"{path} is not a {form}")
    if not isinstance(found.get("version"), int) or found["version"] > version:
        raise NewerFormatError(
            f"{path} was written by a newer minikctl (format {found.get('version')}, known: {version})"
        )
    return found


def read_index(path: str, offset: int, data: bytes) -> Index:
    try:
        fields = json.loads(data)
        fields["tables"] = {name: Place(*place) for name, place in fields["tables"].items()}
        return Index(**fields)
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedError(path, offset, "the index cannot be read") from error


def header_line(index: int, size: int) -> bytes:
    text = encode_json({"format": FORMAT, "version": VERSION, "index": index, "size": size})
    return text.encode().ljust(HEADER_SIZE - 1) + b"\n"


def blocks_of(snapshot: Snapshot, table: str) -> Iterator[bytes]:
    """A table's lines in order, many at a time; each begins with a comma. Nothing is parsed."""
    place = snapshot.contents.tables.get(table)
    if place is None:
        return
    position, end, rest = place.offset, place.offset + place.size - len(LAST_LINE), b""
    while position < end:
        data = snapshot.handle.read(min(CHUNK, end - position), position)
        if not data:
            raise DamagedError(snapshot.handle.path, position, f"the table {table} is cut off")
        data = b"," + data[1:] if position == place.offset else rest + data
        position += len(data) - len(rest)
        size = data.rfind(b"\n") + 1
        rest = data[size:]
        if size:
            yield data[:size]


def line_of(key: bytes, doc: bytes) -> bytes:
    """A line from a key as it is written and a document."""
    return b"".join((b",", key, doc, b"\n"))


def key_in(line: bytes) -> bytes:
    """The key of a line as it is written."""
    return line[1 : line.index(b"\t") + 1]
