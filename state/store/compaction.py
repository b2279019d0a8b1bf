"""Compaction: writes a snapshot of all that the journal says, and drops revisions that are no longer kept.

It works on the files alone and holds the writer's lock. Documents are copied as they are written, none is parsed.
Killed anywhere, it leaves the old files or the new ones: each is made beside and renamed when it is complete, the
snapshot first. A snapshot and a journal that reaches further back than it fit together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from zlib import crc32

from minikctl.state.store import journal as journals
from minikctl.state.store import snapshot as snapshots
from minikctl.state.store.disk import Disk
from minikctl.state.store.errors import DamagedError
from minikctl.state.store.journal import Header, Journal
from minikctl.state.store.record import Record, encode_json
from minikctl.state.store.snapshot import Index, Place, Snapshot
from minikctl.state.store.storage import KEPT

BUFFER = 1 << 20

Pending = dict[str, dict[str, bytes | None]]


class Files(NamedTuple):
    """What the folder holds before: a snapshot or none, and the revisions after it."""

    snapshot: Snapshot | None
    journal: Journal
    records: list[Record]
    end: int  # position where the last revision ends


def compact(disk: Disk, kept: int = KEPT) -> None:
    """Brings the snapshot up to the last revision; halves the journal's history when it is twice as long as needed."""
    files = read_files(disk)
    if files is None:
        return
    write_snapshot(disk, files)
    last = files.records[-1].rev if files.records else snapshot_rev(files)
    if last - files.journal.header.rev >= 2 * kept:
        write_journal(disk, files, last - kept)


def snapshot_rev(files: Files) -> int:
    return files.snapshot.contents.rev if files.snapshot else files.journal.header.rev


def read_files(disk: Disk) -> Files | None:
    """Must be called with the writer's lock."""
    snapshot, journal = snapshots.open_snapshot(disk), journals.open_journal(disk)
    if journal is None:
        return None
    header = journal.header
    rev, position, check = header.rev, header.start, header.check
    if snapshot is not None:
        rev, position, check = snapshot.contents.rev, snapshot.contents.position, snapshot.contents.check
    found = journals.scan(journal.read_from(position, journal.signature.size), rev, check)
    if found.problem and not found.is_torn:
        raise DamagedError(journal.handle.path, journal.offset(position + found.end), found.problem)
    return Files(snapshot, journal, found.records, position + found.end)


def write_snapshot(disk: Disk, files: Files) -> None:
    with replacing(disk, snapshots.NEW_NAME, snapshots.NAME) as writer:
        writer.add(snapshots.header_line(0, 0))
        places = write_tables(writer, files)
        data, index = encode_json(index_of(files, places)._asdict()).encode(), writer.offset
        writer.add(data)
        writer.flush()
        writer.put_first(snapshots.header_line(index, len(data)))


def index_of(files: Files, places: dict[str, Place]) -> Index:
    header, last = files.journal.header, files.records[-1] if files.records else None
    known = files.snapshot.contents if files.snapshot else header
    state = last or known
    return Index(
        state.rev,
        state.time,
        state.next_due,
        state.resource_version,
        state.counter,
        header.lineage,
        files.end,
        state.check,
        places,
    )


def write_tables(writer: Writer, files: Files) -> dict[str, Place]:
    """All tables that have documents."""
    pending = pending_of(files.records)
    names = set(pending) | set(files.snapshot.contents.tables if files.snapshot else ())
    places = {}
    for name in sorted(names):
        place = write_table(writer, merged_blocks(files.snapshot, name, pending.get(name, {})))
        if place is not None:
            places[name] = place
    return places


def pending_of(records: list[Record]) -> Pending:
    """The latest of each document that the revisions changed."""
    pending: Pending = {}
    for record in records:
        for change in record.changes:
            pending.setdefault(change.table, {})[change.key] = change.new
    return pending


def merged_blocks(snapshot: Snapshot | None, table: str, pending: dict[str, bytes | None]) -> Iterator[bytes]:
    """A table's lines in order, many at a time: those of the snapshot, with what changed."""
    changed = sorted((snapshots.key_prefix(key), doc) for key, doc in pending.items())
    keys = [key for key, _ in changed]
    done = 0
    for block in snapshots.blocks_of(snapshot, table) if snapshot else ():
        last = snapshots.key_in(block[block.rfind(b"\n", 0, -1) + 1 :])
        upto = bisect_right(keys, last, done)
        if upto == done:
            yield block
        else:
            yield from merged_lines(block, changed[done:upto])
        done = upto
    yield from merged_lines(b"", changed[done:])


def merged_lines(block: bytes, changed: list[tuple[bytes, bytes | None]]) -> Iterator[bytes]:
    """Lines in order after changes of some of them."""
    old = {snapshots.key_in(line): line for line in block.splitlines(keepends=True)}
    new = dict(changed)
    for key in sorted({*old, *new}):
        if key not in new:
            yield old[key]
        elif (doc := new[key]) is not None:
            yield snapshots.line_of(key, doc)


def write_table(writer: Writer, blocks: Iterator[bytes]) -> Place | None:
    """Where the table is; None if it has no documents."""
    writer.flush()
    start, count, writer.check = writer.offset, 0, 0
    for block in blocks:
        if block:
            writer.add(block if count else b"{" + block[1:])
            count += block.count(b"\n")
    if not count:
        return None
    writer.add(snapshots.LAST_LINE)
    writer.flush()
    return Place(start, writer.offset - start, count, writer.check)


@contextmanager
def replacing(disk: Disk, new_name: str, name: str) -> Iterator[Writer]:
    """What is written takes the place of a file when it is complete and on the disk; an error leaves the file."""
    number = disk.create(new_name)
    try:
        writer = Writer(disk, number)
        yield writer
        writer.flush()
        disk.sync(number)
        disk.rename(new_name, name)
    except OSError:
        if disk.signature(new_name) is not None:
            disk.remove(new_name)
        raise
    finally:
        disk.close(number)
    disk.sync_folder()


class Writer:
    """Writes a file from its beginning, in large pieces."""

    __slots__ = ("_disk", "_number", "_parts", "_size", "_written", "check")

    def __init__(self, disk: Disk, number: int) -> None:
        self._disk, self._number = disk, number
        self._parts: list[bytes] = []
        self._size = self._written = 0
        self.check = 0

    @property
    def offset(self) -> int:
        return self._written + self._size

    def add(self, data: bytes) -> None:
        self._parts.append(data)
        self._size += len(data)
        if self._size >= BUFFER:
            self.flush()

    def put_first(self, data: bytes) -> None:
        """Overwrites the beginning."""
        self._disk.write(self._number, data, 0)

    def flush(self) -> None:
        data = b"".join(self._parts)
        if data:
            self._disk.write(self._number, data, self._written)
        self.check = crc32(data, self.check)
        self._written += len(data)
        self._parts, self._size = [], 0


def write_journal(disk: Disk, files: Files, rev: int) -> None:
    """The journal without the revisions up to `rev`."""
    journal = files.journal
    all_frames = journals.frames(journal, journal.header.start, files.end)
    position, frame = next(found for found in all_frames if found[1].rev == rev)
    last = journals.read_record(journal, position, frame)
    start = position + frame.size
    header = Header(
        journal.header.lineage,
        start,
        last.check,
        last.rev,
        last.time,
        last.next_due,
        last.resource_version,
        last.counter,
    )
    replace_journal(disk, header, (journal, start, files.end))


def replace_journal(disk: Disk, header: Header, source: tuple[Journal, int, int] | None) -> None:
    """A journal with that header and what another one has between two positions."""
    with replacing(disk, journals.NEW_NAME, journals.NAME) as writer:
        writer.add(journals.header_line(header))
        for piece in pieces(*source) if source else ():
            writer.add(piece)


def pieces(journal: Journal, position: int, end: int) -> Iterator[bytes]:
    while position < end:
        data = journal.handle.read(min(BUFFER, end - position), journal.offset(position))
        if not data:
            raise DamagedError(journal.handle.path, journal.offset(position), "the file ends too early")
        yield data
        position += len(data)
