"""The storage on files: a journal that is appended to, and a snapshot that says the same up to some revision."""

from __future__ import annotations

from minikctl.state.store import journal as journals
from minikctl.state.store import snapshot as snapshots
from minikctl.state.store.disk import Disk, Handle, Signature, no_collection
from minikctl.state.store.documents import START, Documents, Moment, Parsed
from minikctl.state.store.errors import DamagedError, StoreError, reading, writing_failed
from minikctl.state.store.journal import Journal
from minikctl.state.store.record import Entry, Line, Record, encode, revision_of
from minikctl.state.store.revision import Revision
from minikctl.state.store.snapshot import Snapshot
from minikctl.state.store.storage import WAIT, Now, RevisionStorage, after, machine_time

MANY = 1000  # changes in one revision
ATTEMPTS = 20  # to find a snapshot and a journal that fit, while others replace them
TAIL_FROM = 128 << 10  # what a command may have to read of the journal, at least and at most
TAIL_TO = 8 << 20
TAIL_SHARE = 16  # in between: this part of the snapshot
RECORD_COST = 1024  # bytes that could be read in the time that a revision takes beside its bytes


class Opened:
    """A snapshot and a journal that fit together, and what the journal has after the snapshot."""

    __slots__ = ("journal", "scan", "snapshot", "start")

    def __init__(self, snapshot: Snapshot | None, journal: Journal, start: int, scan: journals.Scan) -> None:
        self.snapshot, self.journal, self.scan = snapshot, journal, scan
        self.start = start  # position where the scan begins


class JournalStorage(RevisionStorage):
    """The revisions in a folder."""

    def __init__(
        self,
        folder: str,
        *,
        wait: float = WAIT,
        now: Now = machine_time,
        disk: Disk | None = None,
    ) -> None:
        self.disk = disk or Disk(folder)
        super().__init__(self.disk, wait, now)
        self._journal: Journal | None = None
        self._writer: Handle | None = None  # the same file as the journal's
        self._signature: Signature | None = None
        self._position = 0  # where the last revision ends
        self._check = 0  # its line's checksum
        self._covered = 0  # position up to which the snapshot reaches
        self._covered_rev = 0
        self._covered_size = 0  # bytes of the snapshot
        self._patience = 0  # extra bytes of journal allowed after a compaction that failed
        self._places: dict[int, int] = {}  # positions of the revisions that were read or written
        self._load()

    # Reading.

    def is_behind(self) -> bool:
        return self._look() != self._signature

    def _look(self) -> Signature | None:
        with reading(self.disk.path(journals.NAME)):
            return self.disk.signature(journals.NAME)

    def refresh(self) -> bool:
        with self.state:
            return self._refresh()

    def _refresh(self) -> bool:
        signature = self._look()
        if signature == self._signature and not self._has_tail(signature):
            return False
        before = (self.moment.rev, self._check)
        if not (signature and self._journal and self._continue(signature)):
            self._load()
        return (self.moment.rev, self._check) != before

    def _has_tail(self, signature: Signature | None) -> bool:
        """Something that is not yet, or never was, a whole revision stands at the journal's end."""
        return bool(signature and self._journal and signature.size > self._journal.offset(self._position))

    def _continue(self, signature: Signature) -> bool:
        """Reads on from where we are; False if everything has to be read anew."""
        journal = self._journal
        assert journal is not None
        if signature.inode != journal.signature.inode:  # revisions were dropped from it, or it is another cluster's
            found = journals.open_journal(self.disk)
            if found is None or found.header.lineage != journal.header.lineage:
                return False
            journal, signature = found, found.signature
        size = signature.size
        if self._position < journal.header.start or size < journal.offset(self._position):
            return False
        data = journal.read_from(self._position, size)
        found_scan = journals.scan(data, self.moment.rev, self._check)
        if found_scan.problem and not found_scan.is_torn:
            return False
        self._set_journal(journal, signature)
        self._take(found_scan)
        return True

    def _load(self) -> None:
        """Reads the files anew."""
        opened = open_files(self.disk)
        self._places.clear()
        if opened is None:
            self._set_journal(None, None)
            self.moment, self._position, self._check = START, 0, 0
            self._covered = self._covered_rev = self._covered_size = 0
            return
        snapshot, journal = opened.snapshot, opened.journal
        self._set_journal(journal, journal.signature)
        self._set_snapshot(snapshot, journal)
        self.moment = snapshot.moment() if snapshot else journal.header.moment()
        self._position = opened.start
        self._check = snapshot.contents.check if snapshot else journal.header.check
        self._take(opened.scan)

    def _set_journal(self, journal: Journal | None, signature: Signature | None) -> None:
        if journal is not self._journal:
            self._writer = None
            start = journal.header.start if journal else 0
            self._places = {rev: position for rev, position in self._places.items() if position >= start}
        self._journal, self._signature = journal, signature

    def _set_snapshot(self, snapshot: Snapshot | None, journal: Journal) -> None:
        self._covered = snapshot.contents.position if snapshot else journal.header.start
        self._covered_rev = snapshot.contents.rev if snapshot else journal.header.rev
        self._covered_size = snapshot.size if snapshot else 0
        self._patience = 0

    def _take(self, found: journals.Scan) -> None:
        """Makes revisions that were read ours."""
        if not found.records:
            return
        position = self._position
        for record in found.records:
            self._places[record.rev] = position
            position += record.size
        self.moment = after_records(self.moment, found.records, self.disk)
        self._position, self._check = position, found.records[-1].check

    # Writing.

    def commit(self, revision: Revision) -> None:
        with self.state:
            if len(revision.changes) < MANY:
                self._commit(revision)
            else:
                with no_collection():
                    self._commit(revision)

    def _commit(self, revision: Revision) -> None:
        if self._signature is None:
            self._refresh()
        self.check_next(revision)
        line = encode(revision, self._check)
        try:
            if self._journal is None:
                self._create(line)
            else:
                self._append(self._journal, line)
        except OSError as error:
            raise writing_failed(self.disk.path(journals.NAME), error) from error
        self._places[revision.rev] = self._position
        self._position += line.size
        self._check = line.check
        self.moment = after(self.moment, revision)
        self._tidy()

    def _create(self, line: Line) -> None:
        """The first revision makes the journal; before, the folder is an empty cluster."""
        handle = Handle(self.disk, journals.NAME, self.disk.create(journals.NEW_NAME))
        header = journals.first_header(line.check)
        named = journals.NEW_NAME
        try:
            self.disk.write_all(handle.number, [journals.header_line(header), *line.parts], 0)
            self.disk.sync(handle.number)
            journal = Journal(handle, header, handle.signature())
            self.disk.rename(named, journals.NAME)
            named = journals.NAME
            self.disk.sync_folder()
        except OSError:
            self.disk.remove(named)
            raise
        self._set_journal(journal, journal.signature)
        self._writer = handle

    def _append(self, journal: Journal, line: Line) -> None:
        """One line and one sync; an error leaves the journal as it was."""
        if self._writer is None:
            writer = Handle(self.disk, journals.NAME, self.disk.open_to_write(journals.NAME))
            if writer.signature().inode != journal.signature.inode:
                raise StoreError(f"{writer.path} was replaced by somebody who did not hold the lock")
            self._writer = writer
        number, offset = self._writer.number, journal.offset(self._position)
        if self._signature and self._signature.size > offset:
            self.disk.truncate(number, offset)  # a line that was never completed
        try:
            self.disk.write_all(number, line.parts, offset)
            self.disk.sync(number)
        except OSError:
            self.disk.truncate(number, offset)
            raise

    def _tidy(self) -> None:
        """After a commit, which stands whatever happens here: what fails is tried again with a later one."""
        try:
            self._signature = self._look()
            if self._tail() > self._tail_limit():
                self._compact()
        except (OSError, StoreError):
            self._signature = None
            self._patience += self._tail()

    def _tail(self) -> int:
        """What it costs to read the journal after the snapshot, in bytes."""
        return self._position - self._covered + (self.moment.rev - self._covered_rev) * RECORD_COST

    def _tail_limit(self) -> int:
        return min(max(TAIL_FROM, self._covered_size // TAIL_SHARE), TAIL_TO) + self._patience

    def _compact(self) -> None:
        """Makes a new snapshot, unless another process made one that is recent enough."""
        from minikctl.state.store.compaction import compact  # one commit in many

        journal = self._journal
        assert journal is not None
        current = snapshots.open_snapshot(self.disk)
        if current is not None and current.contents.position != self._covered:
            self._set_snapshot(current, journal)
            if self._tail() <= self._tail_limit():
                return
        compact(self.disk)
        self._rebase()

    def _rebase(self) -> None:
        """After a compaction: the same moment, resting on the new snapshot except for what is parsed already."""
        snapshot, journal = snapshots.open_snapshot(self.disk), journals.open_journal(self.disk)
        assert snapshot is not None and journal is not None, "they were just made"
        old, new = self.moment, snapshot.moment()
        parsed = {
            name: Documents(Parsed(docs.merged), len(docs)) for name, docs in old.tables.items() if docs.is_parsed
        }
        self.moment = old._replace(tables={**new.tables, **parsed})
        self._set_journal(journal, journal.signature)
        self._set_snapshot(snapshot, journal)

    # History.

    def history(self, first: int, last: int) -> list[Revision]:
        span = self.kept(first, last)
        return self.history_from(span.start, span.stop - 1)

    def history_from(self, first: int, last: int) -> list[Revision]:
        with self.state:
            journal, end, start = self._journal, self._position, self._places.get(first)
        if journal is None or first > last:
            return []
        start = journal.header.start if start is None else start
        found = []
        with reading(journal.handle.path):
            for position, frame in journals.frames(journal, start, end):
                if frame.rev > last:
                    break
                if frame.rev >= first:
                    found.append(revision_of(journals.read_record(journal, position, frame)))
        return found

    def moment_before(self) -> Moment:
        return self._journal.header.moment() if self._journal else START

    def close(self) -> None:
        for handle in (self._writer, self._journal.handle if self._journal else None):
            if handle is not None:
                handle.close()
        self._writer = self._journal = self._signature = None


def after_records(moment: Moment, records: list[Record], disk: Disk) -> Moment:
    """The moment that lines of the journal lead to; their documents are parsed when they are read."""
    values = (
        (change.table, change.key, None if change.new is None else Entry(change.new, disk.parse), change.growth)
        for record in records
        for change in record.changes
    )
    tables = moment.with_values(values)
    last = records[-1]
    return Moment(last.rev, last.time, last.next_due, last.resource_version, last.counter, tables)


def open_files(disk: Disk) -> Opened | None:
    """A snapshot and a journal that fit; None if the folder is empty.

    Others may rename new ones into place between our two opens, so a pair that does not fit is looked at again.
    """
    error: DamagedError | None = None
    for _ in range(ATTEMPTS):
        snapshot, journal = snapshots.open_snapshot(disk), journals.open_journal(disk)
        if journal is None:
            if snapshot is None:
                return None
            error = DamagedError(disk.path(journals.NAME), 0, "the file is missing")
            continue
        try:
            return opened_pair(snapshot, journal)
        except DamagedError as found:
            error = found
    assert error is not None
    raise error


def opened_pair(snapshot: Snapshot | None, journal: Journal) -> Opened:
    """The pair with the revisions after the snapshot; raises DamagedError if they do not fit."""
    header, path = journal.header, journal.handle.path
    rev, start, check = header.rev, header.start, header.check
    if snapshot is not None:
        rev, start, check = snapshot.contents.rev, snapshot.contents.position, snapshot.contents.check
        if snapshot.contents.lineage != header.lineage:
            raise DamagedError(snapshot.handle.path, 0, "it belongs to another cluster than the journal")
    elif header.rev:
        raise DamagedError(path, 0, f"it begins after revision {header.rev}, and there is no snapshot")
    size = journal.signature.size
    if start < header.start:
        raise DamagedError(path, 0, f"it begins after revision {header.rev}, the snapshot ends at {rev}")
    if journal.offset(start) > size:
        raise DamagedError(path, size, f"it ends before revision {rev}, which the snapshot has")
    scan = journals.scan(journal.read_from(start, size), rev, check)
    if scan.problem and not scan.is_torn:
        raise DamagedError(path, journal.offset(start + scan.end), scan.problem)
    return Opened(snapshot, journal, start, scan)
