"""`grep`, `egrep`, `fgrep`."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence

from minikctl.state.files import read_text, reason, walk
from minikctl.state.podtools.grep.regex import translated
from minikctl.state.podtools.options import Options, parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps, Wait

LETTERS = "EFGPivwxcnlLoqshHrRyzaIUTbm:e:f:A:B:C:"
LONG = {
    "extended-regexp": "E",
    "fixed-strings": "F",
    "basic-regexp": "G",
    "perl-regexp": "P",
    "ignore-case": "i",
    "invert-match": "v",
    "word-regexp": "w",
    "line-regexp": "x",
    "count": "c",
    "line-number": "n",
    "files-with-matches": "l",
    "files-without-match": "L",
    "only-matching": "o",
    "quiet": "q",
    "silent": "q",
    "no-messages": "s",
    "no-filename": "h",
    "with-filename": "H",
    "recursive": "r",
    "max-count": "m",
    "regexp": "e",
    "file": "f",
    "after-context": "A",
    "before-context": "B",
    "context": "C",
    "text": "a",
}
USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"


def main(shell: Process, argv: Sequence[str]) -> Steps:
    words = [word for word in argv if not word.startswith(("--color", "--colour", "--line-buffered"))]
    options = parsed(shell, numbers_as_context(words), LETTERS, LONG)
    if options is None:
        return 2
    if not options.values.keys() & {"e", "f"}:
        if not options.operands:
            shell.err(USAGE)
            return 2
        options.add("e", options.operands.pop(0))
    try:
        regex = matcher(shell, argv[0], options)
    except re.error as error:
        shell.err(f"grep: {str(error.msg)[:1].upper()}{error.msg[1:]}\n")
        return 2
    except OSError as error:
        shell.err(f"grep: {options.last('f')}: {reason(error)}\n")
        return 2
    return (yield from Search(shell, options, regex).run())


def numbers_as_context(words: Sequence[str]) -> list[str]:
    """`-5` stands for `-C 5`."""
    return [f"-C{word[1:]}" if re.fullmatch(r"-\d+", word) else word for word in words]


def matcher(shell: Process, program: str, options: Options) -> re.Pattern[str]:
    """The one expression for all patterns."""
    texts = [line for text in options.values.get("e", []) for line in text.split("\n")]
    for name in options.values.get("f", []):
        texts += read_text(shell.files, shell.path(name)).splitlines()
    if "F" in options or program == "fgrep":
        parts = [re.escape(text) for text in texts]
    elif "P" in options:
        parts = texts
    else:
        parts = [translated(text, "E" in options or program == "egrep") for text in texts]
    body = parts[0] if len(parts) == 1 else "|".join(f"(?:{part})" for part in parts) if parts else r"(?!)"
    if "x" in options:
        body = rf"^(?:{body})$"
    elif "w" in options:
        body = rf"(?<!\w)(?:{body})(?!\w)"
    return re.compile(body, re.IGNORECASE if "i" in options or "y" in options else 0)


class Search:
    """One run of grep over all files."""

    def __init__(self, shell: Process, options: Options, regex: re.Pattern[str]) -> None:
        self.shell, self.options, self.regex = shell, options, regex
        self.found = self.failed = False
        both = options.last("C", "0")
        self.after = int(options.last("A", both) or 0)
        self.before = int(options.last("B", both) or 0)
        self.most = int(options.last("m")) if "m" in options else None
        self.separated = False  # has a group of lines been printed?

    def run(self) -> Steps:
        options = self.options
        names = self.names()
        reader = Reader(self.shell, "grep", names, "{program}: {name}: {why}")
        if names or not options.values.keys() & {"r", "R"}:
            several = len(options.operands) > 1 or bool(options.values.keys() & {"r", "R"})
            titled = ("H" in options or several) and "h" not in options
            while reader.open_next():
                title = "(standard input)" if reader.name == "-" else reader.name
                yield from self.file(reader, title, titled)
                if self.found and "q" in options:
                    return 0
        failed = self.failed or reader.failed
        return 2 if failed and not (self.found and "q" in options) else 0 if self.found else 1

    def names(self) -> list[str]:
        options, files, shell = self.options, self.shell.files, self.shell
        if not options.values.keys() & {"r", "R"}:
            plain = []
            for name in options.operands:
                if name != "-" and files.is_dir(shell.path(name)):
                    if not shell.is_busybox:
                        shell.err(f"grep: {name}: Is a directory\n")
                elif name != "-" and "s" in options and not files.exists(shell.path(name)):
                    self.failed = True
                else:
                    plain.append(name)
            return plain if plain or not options.operands else ["/dev/null"]
        found = []
        for name in options.operands or ["."]:
            root = shell.path(name)
            inside = [path for path in walk(files, root) if not files.is_dir(path)] if files.exists(root) else [root]
            prefix = name.rstrip("/") if options.operands else ""
            found += [
                prefix + path[len(root.rstrip("/")) :] if prefix else path[len(root) :].lstrip("/") for path in inside
            ]
        return found

    def file(self, reader: Reader, title: str, titled: bool) -> Generator[Wait, None, None]:
        options, prefix = self.options, f"{title}:" if titled else ""
        count = number = left = printed = 0
        held: list[tuple[int, str]] = []
        while self.most is None or count < self.most or left:
            line = yield from reader.line_of_file()
            if not line:
                break
            number += 1
            text = line.removesuffix("\n")
            enough = self.most is not None and count >= self.most
            if enough or (self.regex.search(text) is None) != ("v" in options):
                if left and self.prints():
                    self.show(title if titled else "", number, text, "-")
                    printed = number
                elif self.before:
                    held = [*held, (number, text)][-self.before :]
                left = max(0, left - 1)
                continue
            count += 1
            self.found = True
            if options.values.keys() & {"q", "l", "L"}:
                break
            if self.prints():
                self.gap(number - len(held), printed)
                for earlier, context in held:
                    self.show(title if titled else "", earlier, context, "-")
                self.matched(title if titled else "", number, text)
                printed, held, left = number, [], self.after
        if "c" in options:
            self.shell.out(f"{prefix}{count}\n")
        elif ("l" in options and count) or ("L" in options and not count):
            self.shell.out(f"{title}\n")

    def prints(self) -> bool:
        return not self.options.values.keys() & {"c", "q", "l", "L"}

    def gap(self, first: int, printed: int) -> None:
        """`--` between groups of lines that do not touch."""
        if (self.after or self.before) and self.separated and first != printed + 1:
            self.shell.out("--\n")
        self.separated = True

    def show(self, title: str, number: int, text: str, mark: str) -> None:
        line = f"{number}{mark}" if "n" in self.options else ""
        self.shell.out((f"{title}{mark}" if title else "") + line + text + "\n")

    def matched(self, title: str, number: int, text: str) -> None:
        if "o" not in self.options:
            self.show(title, number, text, ":")
        elif "v" not in self.options:
            for match in self.regex.finditer(text):
                if match.group():
                    self.show(title, number, match.group(), ":")
