"""`find`: tests of name, path, type, depth, size, age; -exec, -delete, -print0; `!`, `-o`, parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from typing import Any

from minikctl.state.files import link_target, reason, walk
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.shellscript.conditions import newer
from minikctl.state.shellscript.patterns import matches

UNITS = {"c": 1, "k": 1024, "M": 1 << 20, "G": 1 << 30, "b": 512, "": 512}
Check = Callable[[str, str], "Generator[Wait, None, bool]"]


class FindError(Exception):
    """The expression is wrong."""


class Finder:
    """One run: the tests of the command line, and what they do."""

    def __init__(self, shell: Process, words: Sequence[str]) -> None:
        self.shell, self.words, self.at = shell, list(words), 0
        self.most, self.least = 10**6, 0
        self.acts = False
        self.gathered: list[tuple[list[str], list[str]]] = []

    def next(self, option: str) -> str:
        if self.at >= len(self.words):
            raise FindError(f"missing argument to `{option}'")
        self.at += 1
        return self.words[self.at - 1]

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def either(self) -> Check:
        left = self.both()
        while self.peek() in ("-o", "-or"):
            self.at += 1
            left = joined(left, self.both(), True)
        return left

    def both(self) -> Check:
        left = self.one()
        while self.peek() not in ("", ")", "-o", "-or"):
            self.at += self.peek() in ("-a", "-and")
            left = joined(left, self.one(), False)
        return left

    def one(self) -> Check:
        word = self.next("expression")
        if word in ("!", "-not"):
            inner = self.one()

            def negated(path: str, shown: str) -> Generator[Wait, None, bool]:
                return not (yield from inner(path, shown))

            return negated
        if word == "(":
            inner = self.either()
            self.next("(")
            return inner
        return self.primary(word)

    def primary(self, word: str) -> Check:
        files = self.shell.files
        tests: dict[str, Callable[[str, str, str], bool]] = {
            "-name": lambda path, shown, text: matches(text, shown.rstrip("/").rpartition("/")[2] or "/"),
            "-iname": lambda path, shown, text: matches(text.lower(), shown.rpartition("/")[2].lower()),
            "-path": lambda path, shown, text: matches(text, shown),
            "-regex": lambda path, shown, text: re.fullmatch(text, shown) is not None,
            "-type": lambda path, shown, text: self.kind(path) in text.split(","),
            "-newer": lambda path, shown, text: newer(files, "/", path, self.shell.path(text)),
            "-size": lambda path, shown, text: self.has_size(path, text),
            "-perm": lambda path, shown, text: files.mode(path) == int(text.lstrip("-/"), 8),
            "-user": lambda path, shown, text: text == "root",
            "-mtime": lambda path, shown, text: self.has_age(path, text, 86400),
            "-mmin": lambda path, shown, text: self.has_age(path, text, 60),
        }
        if word in ("-maxdepth", "-mindepth"):
            depth = int(self.next(word))
            self.most, self.least = (depth, self.least) if word == "-maxdepth" else (self.most, depth)
            return simple(lambda path, shown: True)
        if word in tests:
            argument, test = self.next(word), tests[word]
            return simple(lambda path, shown: test(path, shown, argument))
        if word in ("-empty", "-true", "-false"):
            return simple(lambda path, shown: word == "-true" or (word == "-empty" and self.is_empty(path)))
        return self.action(word)

    def action(self, word: str) -> Check:
        shell = self.shell
        if word in ("-print", "-print0"):
            self.acts = True
            return simple(lambda path, shown: shell.out(shown + ("\n" if word == "-print" else "\0")) is None)
        if word == "-delete":
            self.acts = True
            return simple(lambda path, shown: self.delete(path, shown))
        if word == "-prune":
            return simple(lambda path, shown: True)
        if word in ("-exec", "-execdir"):
            self.acts = True
            return self.execution()
        raise FindError(f"unknown predicate `{word}'" if not shell.is_busybox else f"unrecognized: {word}")

    def execution(self) -> Check:
        command = []
        while (word := self.next("-exec")) not in (";", "+"):
            command.append(word)
        if word == "+":
            names: list[str] = []
            self.gathered.append((command, names))
            return simple(lambda path, shown: kept(names, shown))

        def execute(path: str, shown: str) -> Generator[Wait, None, bool]:
            return (yield from self.shell.run([part.replace("{}", shown) for part in command])) == 0

        return execute

    def kind(self, path: str) -> str:
        if link_target(self.shell.files, path) is not None:
            return "l"
        return "d" if self.shell.files.is_dir(path) else "f"

    def is_empty(self, path: str) -> bool:
        files = self.shell.files
        return not files.listdir(path) if files.is_dir(path) else not files.read(path)

    def has_size(self, path: str, text: str) -> bool:
        match = re.fullmatch(r"([-+]?)(\d+)([ckMGb]?)", text)
        if not match or self.shell.files.is_dir(path):
            return False
        blocks = -(-len(self.shell.files.read(path)) // UNITS[match.group(3)])
        wanted = int(match.group(2))
        return blocks > wanted if match.group(1) == "+" else blocks < wanted if match.group(1) else blocks == wanted

    def has_age(self, path: str, text: str, unit: int) -> bool:
        age = int((self.shell.clock.now() - self.shell.files.modified(path)) // unit)
        wanted = int(text.lstrip("+-"))
        return age > wanted if text[0] == "+" else age < wanted if text[0] == "-" else age == wanted

    def delete(self, path: str, shown: str) -> bool:
        try:
            self.shell.files.remove(path)
        except OSError as error:
            self.shell.err(f"find: cannot delete '{shown}': {reason(error)}\n")
            return False
        return True


def kept(names: list[str], shown: str) -> bool:
    names.append(shown)
    return True


def simple(test: Callable[[str, str], Any]) -> Check:
    def check(path: str, shown: str) -> Generator[Wait, None, bool]:
        return bool(test(path, shown))
        yield

    return check


def joined(left: Check, right: Check, stops_when: bool) -> Check:
    def check(path: str, shown: str) -> Generator[Wait, None, bool]:
        if (yield from left(path, shown)) == stops_when:
            return stops_when
        return (yield from right(path, shown))

    return check


def main(shell: Process, argv: Sequence[str]) -> Steps:
    words = [word for word in argv[1:] if word not in ("-L", "-H", "-P")]
    split = next((at for at, word in enumerate(words) if word.startswith("-") or word in ("(", "!")), len(words))
    roots, finder = words[:split] or ["."], Finder(shell, words[split:])
    try:
        check = finder.either() if finder.words else simple(lambda path, shown: True)
    except FindError as error:
        shell.err(f"find: {error}\n")
        return 1
    status = 0
    for root in roots:
        start = shell.path(root)
        if not shell.files.exists(start):
            why = "No such file or directory"
            shell.err(f"find: {root}: {why}\n" if shell.is_busybox else f"find: '{root}': {why}\n")
            status = 1
            continue
        found = list(walk(shell.files, start))
        for path in reversed(found) if "-delete" in finder.words else found:
            below = path[len(start.rstrip("/")) :] if path != start else ""
            depth = below.count("/")
            shown = root.rstrip("/") + below if below else root
            if finder.least <= depth <= finder.most and (yield from check(path, shown)) and not finder.acts:
                shell.out(shown + "\n")
    for command, names in finder.gathered:
        if names:
            at = command.index("{}") if "{}" in command else len(command)
            yield from shell.run([*command[:at], *names, *command[at + 1 :]])
    return status
