"""`sed`."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence

from minikctl.state.files import read_text, reason, write_text
from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.sed.script import Address, Instruction, ScriptReader, SedError
from minikctl.state.podtools.shell import Process, Steps, Wait

LONG = {"quiet": "n", "silent": "n", "expression": "e", "file": "f", "regexp-extended": "E", "separate": "s"}
LONG |= {"null-data": "z", "unbuffered": "u", "posix": "p", "debug": "p"}
USAGE = "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n"
PIECE = re.compile(r"\\(\d)|(&)|\\([LUEluntrfva&\\\n])|\\(.)", re.DOTALL)


def main(shell: Process, argv: Sequence[str]) -> Steps:
    words, suffix = in_place_suffix(argv)
    options = parsed(shell, words, "nrEe:f:szup", LONG)
    if options is None:
        shell.err(USAGE)
        return 1
    try:
        texts = list(options.values.get("e", []))
        texts += [read_text(shell.files, shell.path(name)) for name in options.values.get("f", [])]
    except OSError as error:
        shell.err(f"sed: couldn't open file {options.last('f')}: {reason(error)}\n")
        return 1
    if not texts:
        if not options.operands:
            shell.err(USAGE)
            return 1
        texts.append(options.operands.pop(0))
    text = "\n".join(texts)
    quiet = "n" in options or text.startswith("#n\n")
    try:
        script = ScriptReader(text, bool(options.values.keys() & {"r", "E"})).all()
    except SedError as error:
        shell.err(f"sed: {error}\n")
        return 1
    if suffix is None:
        reader = Reader(shell, "sed", options.operands, "sed: can't read {name}: {why}", "sed: {name}: {why}")
        status = yield from Editor(shell, script, quiet, shell.out).run(reader)
        return status or (2 if reader.failed else 0)
    return (yield from in_place(shell, script, quiet, options.operands, suffix))


def in_place_suffix(argv: Sequence[str]) -> tuple[list[str], str | None]:
    """The words without `-i[suffix]`, and the suffix (None: not in place)."""
    words, suffix = [argv[0]], None
    for at, word in enumerate(argv[1:], 1):
        if word.startswith("--in-place"):
            suffix = word.partition("=")[2]
        elif re.match(r"-[nrEszu]*i", word) and argv[at - 1] not in ("-e", "-f"):
            before, _, suffix = word.partition("i")
            words += [before] if before != "-" else []
        else:
            words.append(word)
    return words, suffix


def in_place(shell: Process, script: list[Instruction], quiet: bool, names: list[str], suffix: str) -> Steps:
    """Edits files where they are."""
    status = 0
    if not names:
        shell.err("sed: no input files\n")
        return 1
    for name in names:
        path = shell.path(name)
        found: list[str] = []
        reader = Reader(shell, "sed", [name], "sed: can't read {name}: {why}", "sed: {name}: {why}")
        if not shell.files.exists(path):
            yield from reader.line()
            status = 2 if not shell.is_busybox else 1
            continue
        for item in script:
            item.active = False
        before = read_text(shell.files, path)
        code = yield from Editor(shell, script, quiet, found.append).run(reader)
        try:
            if suffix:
                write_text(shell.files, path + suffix if "*" not in suffix else suffix.replace("*", path), before)
            write_text(shell.files, path, "".join(found))
        except OSError as error:
            shell.err(f"sed: couldn't open temporary file: {reason(error)}\n")
            return 4
        if code:
            return code
    return status


class Quit(Exception):
    """`q` and `Q`."""


class Editor:
    """One run of a script over lines."""

    def __init__(self, shell: Process, script: list[Instruction], quiet: bool, out: Callable[[str], None]) -> None:
        self.shell, self.script, self.quiet = shell, script, quiet
        self.write = out
        self.space, self.hold, self.newline = "", "", "\n"
        self.number, self.status = 0, 0
        self.next = ""
        self.queue: list[str] = []  # what `a` and `r` print at the end of the cycle
        self.last_regex: re.Pattern[str] | None = None
        self.opened: set[str] = set()
        self.replaced = False
        self.deleted = False

    def run(self, reader: Reader) -> Steps:
        self.next = yield from reader.line()
        try:
            while self.next:
                yield from self.take(reader)
                restart = True
                while restart:
                    restart = yield from self.cycle(reader)
        except Quit:
            self.end_cycle()
        return self.status

    def take(self, reader: Reader) -> Generator[Wait, None, None]:
        """Makes the next line the pattern space."""
        line = self.next
        self.next = yield from reader.line()
        self.newline = "\n" if line.endswith("\n") or self.next else ""
        self.space = line.removesuffix("\n")
        self.number += 1

    def cycle(self, reader: Reader) -> Generator[Wait, None, bool]:
        """Runs the script once; True if it is to be run again without reading (`D`)."""
        self.replaced = self.deleted = False
        again = False
        at = 0
        while at < len(self.script):
            item = self.script[at]
            if not self.selected(item):
                at = item.target + 1 if item.name == "{" else at + 1
                continue
            if item.name in "nN":
                if not (yield from self.read_more(item, reader)):
                    return False
                at += 1
                continue
            if item.name == "D":
                self.deleted = True
                again = "\n" in self.space
                self.space = self.space.partition("\n")[2]
                break
            at = self.perform(item, at)
        self.end_cycle()
        return again

    def read_more(self, item: Instruction, reader: Reader) -> Generator[Wait, None, bool]:
        """`n` and `N`; False if there is no next line and the run ends."""
        if not self.next:
            if item.name == "n" or not self.shell.is_busybox:
                self.end_cycle()
            return False
        if item.name == "n":
            if not self.quiet:
                self.write(self.space + "\n")
            self.flush()
            yield from self.take(reader)
        else:
            held = self.space
            self.flush()
            yield from self.take(reader)
            self.space = f"{held}\n{self.space}"
        return True

    def end_cycle(self) -> None:
        if not self.quiet and not self.deleted:
            self.write(self.space + self.newline)
        self.flush()

    def flush(self) -> None:
        for text in self.queue:
            self.write(text)
        self.queue.clear()

    # addresses

    def selected(self, item: Instruction) -> bool:
        if item.first is None:
            return not item.negated
        inside = self.in_range(item) if item.second is not None else self.at(item.first)
        return inside != item.negated

    def at(self, address: Address) -> bool:
        if address.regex is not None or address.uses_last_regex:
            self.last_regex = address.regex or self.last_regex
            return self.last_regex is not None and self.last_regex.search(self.space) is not None
        if address.last:
            return not self.next
        if address.step:
            return self.number >= address.line and (self.number - address.line) % address.step == 0
        return self.number == address.line

    def in_range(self, item: Instruction) -> bool:
        first, second = item.first, item.second
        assert first is not None and second is not None
        if item.active:
            if second.relative >= 0 or second.line:
                end = item.until if second.relative >= 0 else second.line
                item.active = self.number < end
                return self.number <= end or second.relative >= 0
            item.active = not self.at(second)
            return True
        zero = first.line == 0 and not (first.last or first.regex or first.uses_last_regex or first.step)
        if zero and self.number == 1:
            item.active = not self.at(second)
            return True
        if zero or not self.at(first):
            return False
        item.until = self.number + second.relative
        if second.relative >= 0:
            item.active = second.relative > 0
        elif second.line and not second.step:
            item.active = second.line > self.number
        else:
            item.active = True if not second.last else bool(self.next)
        return True

    # commands

    def perform(self, item: Instruction, at: int) -> int:
        """Carries out a command and says which comes next."""
        name = item.name
        if name == "s":
            self.substitute(item)
        elif name in "bT" or (name == "t" and self.replaced):
            taken = name != "T" or not self.replaced
            self.replaced = self.replaced and name == "b"
            return item.target if taken else at + 1
        elif name in "dc":
            self.deleted = True
            if name == "c" and not item.active:
                self.write(item.text)
            return len(self.script)
        elif name in "qQ":
            self.status = int(item.text or 0)
            self.deleted = name == "Q"
            raise Quit
        else:
            self.simple(item)
        return at + 1

    def simple(self, item: Instruction) -> None:
        name = item.name
        if name == "p":
            self.write(self.space + "\n")
        elif name == "P":
            self.write(self.space.partition("\n")[0] + "\n")
        elif name == "=":
            self.write(f"{self.number}\n")
        elif name == "i":
            self.write(item.text)
        elif name == "a":
            self.queue.append(item.text)
        elif name == "r":
            self.read_file(item.text)
        elif name == "w":
            self.write_file(item.text)
        elif name == "y":
            self.space = self.space.translate(item.table)
        elif name == "h":
            self.hold = self.space
        elif name == "H":
            self.hold += "\n" + self.space
        elif name == "g":
            self.space = self.hold
        elif name == "G":
            self.space += "\n" + self.hold
        elif name == "x":
            self.space, self.hold = self.hold, self.space
        elif name == "z":
            self.space = ""
        elif name == "l":
            self.write(self.space.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") + "$\n")

    def read_file(self, name: str) -> None:
        path = self.shell.path(name)
        if self.shell.files.exists(path):
            self.queue.append(read_text(self.shell.files, path))

    def write_file(self, name: str) -> None:
        if name in ("/dev/stdout", "/dev/stderr"):
            (self.write if name == "/dev/stdout" else self.shell.err)(self.space + "\n")
            return
        path = self.shell.path(name)
        if name not in self.opened:
            self.opened.add(name)
            self.shell.files.write(path, b"")
        self.shell.files.append(path, (self.space + "\n").encode("utf-8", "surrogateescape"))

    def substitute(self, item: Instruction) -> None:
        regex = item.regex or self.last_regex
        if regex is None:
            return
        self.last_regex = regex
        count, copied, end = 0, 0, -1
        found: list[str] = []
        for match in regex.finditer(self.space):
            if match.start() == match.end() == end:
                continue  # sed: no empty match right after a match
            count += 1
            end = match.end()
            if count < item.nth:
                continue
            found += [self.space[copied : match.start()], expanded(match, item.replacement)]
            copied = end
            if "g" not in item.flags:
                break
        if not count or count < item.nth:
            return
        self.space = "".join(found) + self.space[copied:]
        self.replaced = True
        if "p" in item.flags:
            self.write(self.space + "\n")
        if "w" in item.flags:
            self.write_file(item.text)


def expanded(match: re.Match[str], replacement: str) -> str:
    """A replacement with `&`, `\\1` and the case conversions of GNU sed."""
    found: list[str] = []
    case, once = "", ""
    at = 0

    def add(text: str) -> None:
        nonlocal once
        if case:
            text = text.upper() if case == "U" else text.lower()
        if once and text:
            text = (text[0].upper() if once == "u" else text[0].lower()) + text[1:]
            once = ""
        found.append(text)

    for piece in PIECE.finditer(replacement):
        add(replacement[at : piece.start()])
        at = piece.end()
        group, whole, special, other = piece.groups()
        if group is not None:
            add((match.group(int(group)) or "") if int(group) <= match.re.groups else "")
        elif whole:
            add(match.group())
        elif special and special in "LU":
            case = special
        elif special == "E":
            case = ""
        elif special and special in "lu":
            once = special
        else:
            add({"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}.get(special or "", special or other))
    add(replacement[at:])
    return "".join(found)
