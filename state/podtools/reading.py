"""Reading lines from files and standard input, one program's input after the other."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from minikctl.state.files import read_text, reason
from minikctl.state.podtools.shell import Pipe, Process, Wait

GNU = "{program}: {name}: {why}"


class Reader:
    """The lines of files (`-` and no name at all: standard input); a file that cannot be read is complained about."""

    def __init__(self, shell: Process, program: str, names: Sequence[str], gnu: str = GNU, busybox: str = "") -> None:
        self._shell = shell
        self._program = program
        self._names = list(names) or ["-"]
        self._wording = (busybox or gnu) if shell.is_busybox else gnu
        self._pipe: Pipe | None = None
        self.failed = False
        self.name = ""  # of the file that is being read

    def open_next(self) -> bool:
        """Goes on to the next file that can be read; False at the end."""
        self._pipe = None
        while self._names:
            self.name = self._names.pop(0)
            pipe = self._shell.stdin if self.name == "-" else self._file(self.name)
            if pipe is not None:
                self._pipe = pipe
                return True
        return False

    def _file(self, name: str) -> Pipe | None:
        try:
            return Pipe(read_text(self._shell.files, self._shell.path(name)), closed=True)
        except OSError as error:
            why = reason(error)
            if why == "Is a directory" and not self._shell.is_busybox:
                text = GNU.format(program=self._program, name=name, why=why)
            else:
                text = self._wording.format(program=self._program, name=name, why=why)
            self._shell.err(text + "\n")
            self.failed = True
            return None

    def line_of_file(self) -> Generator[Wait, None, str]:
        """The next line of this file, `""` at its end."""
        if self._pipe is None:
            return ""
        if self._pipe.has_line():
            return self._pipe.readline()
        return (yield from self._pipe.wait_line())

    def line(self) -> Generator[Wait, None, str]:
        """The next line of all files, `""` at the end."""
        while self._pipe is not None or self.open_next():
            line = yield from self.line_of_file()
            if line:
                return line
            self._pipe = None
        return ""

    def text_of_file(self) -> Generator[Wait, None, str]:
        """What is left of this file."""
        return "" if self._pipe is None else (yield from self._pipe.wait_all())

    def text(self) -> Generator[Wait, None, str]:
        """What is left of all files."""
        found = []
        while self._pipe is not None or self.open_next():
            found.append((yield from self.text_of_file()))
            self._pipe = None
        return "".join(found)


def unescape(text: str, octal_needs_zero: bool = False) -> tuple[str, bool]:
    """A text with the backslash escapes of `echo -e` and `printf` replaced; whether `\\c` ended it."""
    import re  # escapes only

    codes = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "E": "\x1b"}
    out, at, stops = [], 0, False
    pattern = re.compile(
        r"\\(?:(0[0-7]{1,3})|([1-7][0-7]{0,2})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|(.))", re.DOTALL
    )
    for match in pattern.finditer(text):
        out.append(text[at : match.start()])
        at = match.end()
        zero, octal, hexadecimal, unicode, char = match.groups()
        if zero or (octal and not octal_needs_zero):
            out.append(chr(int(zero or octal, 8) & 255))
        elif hexadecimal or unicode:
            out.append(chr(int(hexadecimal or unicode, 16)))
        elif char == "c":
            stops = True
            at = len(text)
            break
        elif char == "0":
            out.append("\0")
        else:
            out.append(codes.get(char, "\\" if char == "\\" else match.group(0)))
    out.append(text[at:])
    return "".join(out), stops
