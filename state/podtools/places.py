"""Programs that show files: `ls`, `stat`, `du`, `df`, `file`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.clock import MONTHS, civil, timestamp
from minikctl.state.files import absolute, link_target, parent, reason, walk
from minikctl.state.podtools.options import Options, parsed
from minikctl.state.podtools.shell import Process

HALF_YEAR = 15778476  # GNU ls: older files show the year


def mode_text(bits: int, kind: str) -> str:
    """`-rw-r--r--`."""
    letters = "".join("rwx"[at % 3] if bits >> (8 - at) & 1 else "-" for at in range(9))
    return kind + letters


def size_of(shell: Process, path: str) -> int:
    if shell.files.is_dir(path):
        return 4096
    return len(shell.files.read(path)) if shell.files.exists(path) else len(link_target(shell.files, path) or "")


def time_text(shell: Process, moment: float) -> str:
    year, month, day, hour, minute, _ = civil(moment)
    recent = 0 <= shell.clock.now() - moment < HALF_YEAR
    return f"{MONTHS[month - 1]} {day:2} " + (f"{hour:02}:{minute:02}" if recent else f"{year:5}")


def human(size: float) -> str:
    for unit in ("", "K", "M", "G", "T"):
        if size < 1024:
            return f"{size:.1f}{unit}" if unit and size < 10 else f"{round(size)}{unit}"
        size /= 1024
    return f"{size:.0f}P"


def ls(shell: Process, argv: Sequence[str]) -> int:
    words = [word for word in argv if not word.startswith(("--color", "--time-style", "--group-directories"))]
    long = {"all": "a", "almost-all": "A", "human-readable": "h", "reverse": "r", "recursive": "R", "directory": "d"}
    options = parsed(shell, words, "laA1hrtRdFSinsgopCxXkGLHUv", long)
    if options is None:
        return 2
    return Listing(shell, options).run()


class Listing:
    """One run of `ls`."""

    def __init__(self, shell: Process, options: Options) -> None:
        self.shell, self.options = shell, options
        self.is_long = bool(options.values.keys() & {"l", "n", "g", "o"})
        self.status = 0

    def run(self) -> int:
        files, folders = [], []
        for name in sorted(self.options.operands) or ["."]:
            path = self.shell.path(name)
            is_link = self.shell.files.is_dir(parent(path)) and link_target(self.shell.files, path) is not None
            if not self.shell.files.exists(path) and not is_link:
                self.complain(name)
            elif (
                self.shell.files.is_dir(path)
                and "d" not in self.options
                and not (is_link and self.is_long and not name.endswith("/"))
            ):
                folders.append(name)
            else:
                files.append(name)
        self.show([(name, self.shell.path(name)) for name in files])
        titled = len(self.options.operands) > 1 or "R" in self.options
        for index, name in enumerate(folders):
            self.folder(name, titled, bool(files) or index > 0)
        return self.status

    def complain(self, name: str) -> None:
        why = "No such file or directory"
        if self.shell.is_busybox:
            self.shell.err(f"ls: {name}: {why}\n")
            self.status = 1
        else:
            self.shell.err(f"ls: cannot access '{name}': {why}\n")
            self.status = 2

    def folder(self, name: str, titled: bool, after: bool) -> None:
        path = self.shell.path(name)
        names = self.shell.files.listdir(path)
        if "a" in self.options:
            names = [".", "..", *names]
        elif "A" not in self.options:
            names = [entry for entry in names if not entry.startswith(".")]
        if titled:
            self.shell.out(("\n" if after else "") + f"{name}:\n")
        entries = [(entry, absolute(path, entry)) for entry in names]
        if self.is_long:
            total = sum(-(-size_of(self.shell, place) // 4096) * 4 for _, place in entries)
            self.shell.out(f"total {human(total * 1024) if 'h' in self.options else total}\n")
        self.show(entries)
        if "R" in self.options:
            for entry, place in entries:
                if entry not in (".", "..") and self.shell.files.is_dir(place):
                    self.folder(f"{name.rstrip('/')}/{entry}", True, True)

    def show(self, entries: list[tuple[str, str]]) -> None:
        entries = self.ordered(entries)
        if self.is_long:
            rows = [self.row(name, path) for name, path in entries]
            widths = [max((len(row[at]) for row in rows), default=0) for at in range(5)]
            for row in rows:
                links, user, group, size = row[1], row[2], row[3], row[4]
                cells = [row[0], links.rjust(widths[1]), user.ljust(widths[2]), group.ljust(widths[3])]
                self.shell.out(" ".join([*cells, size.rjust(widths[4]), row[5], row[6]]) + "\n")
            return
        names = [name + self.mark(path) for name, path in entries]
        if self.shell.tty and "1" not in self.options:
            self.shell.out("  ".join(names) + "\n" * bool(names))
        else:
            self.shell.out("".join(name + "\n" for name in names))

    def ordered(self, entries: list[tuple[str, str]]) -> list[tuple[str, str]]:
        if "t" in self.options:
            entries = sorted(entries, key=lambda entry: -self.modified(entry[1]))
        elif "S" in self.options:
            entries = sorted(entries, key=lambda entry: -size_of(self.shell, entry[1]))
        return entries[::-1] if "r" in self.options else entries

    def modified(self, path: str) -> float:
        return self.shell.files.modified(path) if self.shell.files.exists(path) else 0.0

    def mark(self, path: str) -> str:
        if not self.options.values.keys() & {"F", "p"}:
            return ""
        if self.shell.files.is_dir(path):
            return "/"
        return "*" if "F" in self.options and self.shell.files.mode(path) & 0o111 else ""

    def row(self, name: str, path: str) -> list[str]:
        files = self.shell.files
        target = link_target(files, path) if path != "/" else None
        if target is not None:
            kind, bits, shown = "l", 0o777, f"{name} -> {target}"
        else:
            kind, bits, shown = "d" if files.is_dir(path) else "-", files.mode(path), name + self.mark(path)
        size = len(target) if target is not None else size_of(self.shell, path)
        owner = "0" if "n" in self.options else "root"
        text = human(size) if "h" in self.options else str(size)
        links = "2" if kind == "d" else "1"
        return [mode_text(bits, kind), links, owner, owner, text, time_text(self.shell, self.modified(path)), shown]


def stat(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "c:Lft", {"format": "c", "printf": "c"})
    if options is None:
        return 1
    status = 0
    for name in options.operands:
        path = shell.path(name)
        if not shell.files.exists(path):
            cannot = "can't" if shell.is_busybox else "cannot"
            shell.err(f"stat: {cannot} stat '{name}': No such file or directory\n")
            status = 1
            continue
        shell.out(stat_text(shell, name, path, options.last("c")) + "\n")
    return status


def stat_text(shell: Process, name: str, path: str, form: str) -> str:
    files = shell.files
    folder, bits, size = files.is_dir(path), files.mode(path), size_of(shell, path)
    kind = "directory" if folder else "regular file" if size else "regular empty file"
    moment = timestamp(files.modified(path)).replace("T", " ").replace("Z", ".000000000 +0000")
    facts = {"n": name, "s": str(size), "F": kind, "a": f"{bits:o}", "A": mode_text(bits, "d" if folder else "-")}
    facts |= {
        "U": "root",
        "G": "root",
        "u": "0",
        "g": "0",
        "Y": str(int(files.modified(path))),
        "y": moment,
        "N": f"'{name}'",
    }
    if form:
        for letter, text in facts.items():
            form = form.replace("%" + letter, text)
        return form
    head = f"  File: {name}\n  Size: {size:<10}\tBlocks: {-(-size // 512):<10} IO Block: 4096   {kind}\n"
    access = f"Access: ({bits:04o}/{facts['A']})  Uid: (    0/    root)   Gid: (    0/    root)\n"
    return head + access + f"Access: {moment}\nModify: {moment}\nChange: {moment}"


def du(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "shakmcd:", {"summarize": "s", "human-readable": "h", "max-depth": "d"})
    if options is None:
        return 1
    for name in options.operands or ["."]:
        root = shell.path(name)
        if not shell.files.exists(root):
            shell.err(f"du: cannot access '{name}': No such file or directory\n")
            return 1
        for path in reversed(list(walk(shell.files, root))):
            is_folder = shell.files.is_dir(path)
            if path != root and ("s" in options or (not is_folder and "a" not in options)):
                continue
            total = sum(-(-size_of(shell, inner) // 4096) * 4 for inner in walk(shell.files, path))
            shown = name.rstrip("/") + path[len(root.rstrip("/")) :] if path != root else name
            shell.out(f"{human(total * 1024) if 'h' in options else total}\t{shown}\n")
    return 0


def df(shell: Process, argv: Sequence[str]) -> int:
    if any(word.startswith("-") and "h" in word for word in argv[1:]):
        shell.out("Filesystem      Size  Used Avail Use% Mounted on\noverlay          59G   12G   45G  21% /\n")
    else:
        shell.out("Filesystem     1K-blocks     Used Available Use% Mounted on\n")
        shell.out("overlay         61202244 12582912  45482580  22% /\n")

    return 0


def kind(shell: Process, argv: Sequence[str]) -> int:
    for name in argv[1:]:
        path = shell.path(name)
        try:
            data = b"" if shell.files.is_dir(path) else shell.files.read(path)
        except OSError as error:
            shell.out(f"{name}: cannot open `{name}' ({reason(error)})\n")
            continue
        text = "directory" if shell.files.is_dir(path) else described(data)
        shell.out(f"{name}: {text}\n")
    return 0


def described(data: bytes) -> str:
    if not data:
        return "empty"
    if data.startswith(b"#!"):
        return "POSIX shell script, ASCII text executable"
    if data[:1] in (b"{", b"["):
        return "JSON text data"
    return "ASCII text" if data.isascii() else "Unicode text, UTF-8 text"
