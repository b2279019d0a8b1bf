"""What is wrong with a cluster's files, and its repair.

A repair never throws anything away: a damaged file is kept beside under the name `*.damaged`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from zlib import crc32

from minikctl.state.store import compaction
from minikctl.state.store import journal as journals
from minikctl.state.store import lock as locks
from minikctl.state.store import snapshot as snapshots
from minikctl.state.store.disk import FILE_MODE, FOLDER_MODE, Disk
from minikctl.state.store.errors import (
    DamagedError,
    NewerFormatError,
    NotOursError,
    ReadOnlyError,
    StoreError,
    UnreadableError,
    writing_failed,
)
from minikctl.state.store.journal import Header, Journal
from minikctl.state.store.snapshot import Snapshot
from minikctl.state.store.storage import WAIT

HOPELESS = "it cannot be repaired; load the cluster from a saved copy"


class Finding(NamedTuple):
    """One thing that is wrong."""

    file: str  # its path
    byte: int  # where in the file; 0 if it is about the whole
    what: str
    remedy: str  # what was or can be done
    can_repair: bool
    repaired: bool = False


Fix = Callable[[], None]
Trouble = tuple[Finding, Fix | None]


def verify(folder: str, *, repair: bool = False, wait: float = WAIT, disk: Disk | None = None) -> list[Finding]:
    """What is wrong with the cluster in a folder; with `repair`, also puts right what can be."""
    disk = disk or Disk(folder)
    if disk.signature("") is None:
        return []
    lock = locks.WriterLock(disk, wait)
    try:
        lock.take()
    except ReadOnlyError:
        return [finding for finding, _ in troubles(disk)]
    try:
        return [settled(disk, finding, fix if repair else None) for finding, fix in list(troubles(disk))]
    finally:
        lock.free()


def settled(disk: Disk, finding: Finding, fix: Fix | None) -> Finding:
    if fix is None:
        return finding
    try:
        fix()
    except OSError as error:
        raise writing_failed(finding.file, error) from error
    return finding._replace(repaired=True)


def trouble(disk: Disk, name: str, byte: int, what: str, remedy: str, fix: Fix | None) -> Trouble:
    return Finding(disk.path(name) if name else disk.folder, byte, what, remedy, fix is not None), fix


def troubles(disk: Disk) -> Iterator[Trouble]:
    """Everything that is wrong, with its repair."""
    yield from content_troubles(disk)
    for name in disk.names():
        if name in (journals.NEW_NAME, snapshots.NEW_NAME):
            what = "a file that was never completed was left behind"
            yield trouble(disk, name, 0, what, "remove it", lambda name=name: disk.remove(name))  # type: ignore[misc]
    ours = (journals.NAME, snapshots.NAME, locks.NAME)
    for name, mode in (("", FOLDER_MODE), *((name, FILE_MODE) for name in disk.names() if name in ours)):
        if disk.mode(name) & ~mode:
            what = f"others than its owner have access (mode {disk.mode(name):o})"
            fix: Fix = lambda name=name, mode=mode: disk.set_mode(name, mode)  # type: ignore[misc]  # noqa: E731
            yield trouble(disk, name, 0, what, f"set its mode to {mode:o}", fix)


def content_troubles(disk: Disk) -> Iterator[Trouble]:
    snapshot, snapshot_error = opened_snapshot(disk)
    journal, journal_error = opened_journal(disk)
    if isinstance(snapshot_error, (NewerFormatError, UnreadableError)):
        yield trouble(disk, snapshots.NAME, 0, str(snapshot_error), "use the version that wrote it", None)
    elif isinstance(journal_error, (NewerFormatError, UnreadableError)):
        yield trouble(disk, journals.NAME, 0, str(journal_error), "use the version that wrote it", None)
    elif snapshot_error is not None:
        yield snapshot_trouble(disk, snapshot_error, journal)
    elif journal is None:
        if snapshot is not None or journal_error is not None:
            yield journal_lost(disk, str(journal_error or "the file is missing"), snapshot)
    else:
        yield from journal_troubles(disk, journal, snapshot)


def opened_snapshot(disk: Disk) -> tuple[Snapshot | None, StoreError | None]:
    try:
        snapshot = snapshots.open_snapshot(disk)
        if snapshot is not None:
            check_tables(snapshot)
        return snapshot, None
    except StoreError as error:
        return None, error


def check_tables(snapshot: Snapshot) -> None:
    """Raises DamagedError if a table is not what was written."""
    for name, place in snapshot.contents.tables.items():
        data = snapshot.handle.read(place.size, place.offset)
        if len(data) < place.size or crc32(data) != place.check:
            raise DamagedError(snapshot.handle.path, place.offset, f"the checksum of the table {name} is wrong")


def opened_journal(disk: Disk) -> tuple[Journal | None, StoreError | None]:
    try:
        return journals.open_journal(disk), None
    except StoreError as error:
        return None, error


def snapshot_trouble(disk: Disk, error: StoreError, journal: Journal | None) -> Trouble:
    """A journal that has everything from the first revision on makes a snapshot superfluous."""
    byte, what = place_of(error)
    if journal is None or journal.header.rev or not is_sound(journal):
        return trouble(disk, snapshots.NAME, byte, what, HOPELESS, None)
    remedy = "set it aside: the journal has all revisions"
    return trouble(disk, snapshots.NAME, byte, what, remedy, lambda: set_aside(disk, snapshots.NAME))


def place_of(error: StoreError) -> tuple[int, str]:
    if isinstance(error, DamagedError):
        return error.byte, error.what
    return 0, "the header is damaged, or it is another program's file" if isinstance(error, NotOursError) else str(
        error
    )


def is_sound(journal: Journal) -> bool:
    found = scanned(journal, journal.header.start, journal.header.rev, journal.header.check)
    return not found.problem or found.is_torn


def scanned(journal: Journal, position: int, rev: int, check: int) -> journals.Scan:
    return journals.scan(journal.read_from(position, journal.signature.size), rev, check)


def journal_lost(disk: Disk, what: str, snapshot: Snapshot | None) -> Trouble:
    """Without a readable journal the snapshot is what is left."""
    if snapshot is None:
        return trouble(disk, journals.NAME, 0, what, HOPELESS, None)
    remedy = f"go on from the snapshot: revisions after {snapshot.contents.rev} and the history are lost"
    return trouble(disk, journals.NAME, 0, what, remedy, lambda: restart(disk, snapshot, None))


def journal_troubles(disk: Disk, journal: Journal, snapshot: Snapshot | None) -> Iterator[Trouble]:
    header = journal.header
    misfit = misfit_of(journal, snapshot)
    if misfit:
        yield journal_lost(disk, misfit, snapshot)
        return
    found = scanned(journal, header.start, header.rev, header.check)
    if not found.problem:
        return
    end, byte = header.start + found.end, journal.offset(header.start + found.end)
    if found.is_torn:
        what, remedy = "the last revision was never completed and is ignored", "cut it off, as the next change does"
        yield trouble(disk, journals.NAME, byte, what, remedy, lambda: cut(disk, byte))
    elif snapshot is not None and end < snapshot.contents.position:
        yield early_damage(disk, journal, snapshot, byte, found.problem)
    else:
        last = found.records[-1].rev if found.records else header.rev
        remedy = f"go back to revision {last}, the last one before the damage"
        source = (journal, header.start, end)
        yield trouble(disk, journals.NAME, byte, found.problem, remedy, lambda: shorten(disk, header, source))


def misfit_of(journal: Journal, snapshot: Snapshot | None) -> str:
    """Why the two files do not belong together; empty if they do."""
    if snapshot is None:
        return f"it begins after revision {journal.header.rev}, and there is no snapshot" if journal.header.rev else ""
    contents = snapshot.contents
    if contents.lineage != journal.header.lineage:
        return "it belongs to another cluster than the snapshot"
    if contents.position < journal.header.start:
        return f"it begins after revision {journal.header.rev}, the snapshot ends at {contents.rev}"
    if journal.offset(contents.position) > journal.signature.size:
        return f"it ends before revision {contents.rev}, which the snapshot has"
    return ""


def early_damage(disk: Disk, journal: Journal, snapshot: Snapshot, byte: int, problem: str) -> Trouble:
    """Damage among revisions that the snapshot has: only history is lost, as far as the rest is sound."""
    contents = snapshot.contents
    rest = scanned(journal, contents.position, contents.rev, contents.check)
    last = rest.records[-1].rev if rest.records else contents.rev
    remedy = f"forget the history up to revision {contents.rev}"
    if rest.problem and not rest.is_torn:
        remedy += f", and go back to revision {last}, the last one before further damage"
    source = (journal, contents.position, contents.position + rest.end)
    return trouble(disk, journals.NAME, byte, problem, remedy, lambda: restart(disk, snapshot, source))


# Repairs.


def set_aside(disk: Disk, name: str) -> None:
    disk.rename(name, f"{name}.damaged")
    disk.sync_folder()


def keep_copy(disk: Disk, name: str) -> None:
    """The file gets a second name, under which it stays when a new one takes its place."""
    if disk.signature(name) is None:
        return
    if disk.signature(f"{name}.damaged") is not None:
        disk.remove(f"{name}.damaged")
    disk.link(name, f"{name}.damaged")


def cut(disk: Disk, size: int) -> None:
    number = disk.open_to_write(journals.NAME)
    try:
        disk.truncate(number, size)
        disk.sync(number)
    finally:
        disk.close(number)


def shorten(disk: Disk, header: Header, source: tuple[Journal, int, int]) -> None:
    keep_copy(disk, journals.NAME)
    compaction.replace_journal(disk, header, source)


def restart(disk: Disk, snapshot: Snapshot, source: tuple[Journal, int, int] | None) -> None:
    """A journal that goes on from the snapshot, with what the old one has after it."""
    found = snapshot.contents
    counters = (found.rev, found.time, found.next_due, found.resource_version, found.counter)
    keep_copy(disk, journals.NAME)
    compaction.replace_journal(disk, Header(found.lineage, found.position, found.check, *counters), source)
