"""The part of nginx's configuration language that decides which request gets what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minikctl.state.files import Files

TOKEN = re.compile(
    r"""\s+|#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([{};])|((?:\$\{[^}]*\}|[^\s{};"'\\]|\\.)+)""", re.S
)


class Block:
    """`head { directives }`; a directive without a block has no children."""

    __slots__ = ("children", "words_of_head")

    def __init__(self, head: list[str], children: list[Block] | None) -> None:
        self.words_of_head = head
        self.children = children

    def words(self, name: str) -> list[str]:
        """What follows a directive, [] if there is none."""
        for one in self.children or ():
            if one.words_of_head[0] == name:
                return one.words_of_head[1:]
        return []

    def has(self, name: str) -> bool:
        return any(one.words_of_head[0] == name for one in self.children or ())

    def value(self, name: str) -> str:
        """The first word after a directive, "" if there is none."""
        return next(iter(self.words(name)), "")

    def listens(self) -> list[tuple[int, bool]]:
        """(port, with TLS) of a server block; 80 without a `listen`."""
        found = []
        for one in self.children or ():
            if one.words_of_head[0] == "listen" and len(one.words_of_head) > 1:
                port = one.words_of_head[1].rpartition(":")[2]
                found.append((int(port) if port.isdigit() else 80, "ssl" in one.words_of_head[2:]))
        return found or [(80, False)]

    def is_default(self, port: int) -> bool:
        """Whether the server block is the default one of a port."""
        return any(
            one.words_of_head[0] == "listen"
            and one.words_of_head[1].rpartition(":")[2] == str(port)
            and {"default_server", "default"} & set(one.words_of_head[2:])
            for one in self.children or ()
        )

    def prefix(self) -> str:
        """The path that a location stands for."""
        return self.words_of_head[-1]

    def location(self, uri: str) -> Block | None:
        """The location of a path: exact, else `^~`, else the first regular expression, else the longest prefix."""
        exact = longest = None
        for one in self._locations():
            mark = one.words_of_head[1] if len(one.words_of_head) > 2 else ""
            if mark == "=" and one.prefix() == uri:
                exact = one
            fits = mark in ("", "^~") and uri.startswith(one.prefix())
            if fits and (longest is None or len(one.prefix()) > len(longest.prefix())):
                longest = one
        if exact is not None or (longest is not None and longest.words_of_head[1] == "^~"):
            return exact or longest
        for one in self._locations():
            if len(one.words_of_head) > 2 and one.words_of_head[1] in ("~", "~*") and _searches(one, uri):
                return one
        return longest

    def _locations(self) -> list[Block]:
        return [one for one in self.children or () if one.words_of_head[0] == "location" and len(one.words_of_head) > 1]


def _searches(location: Block, uri: str) -> bool:
    try:
        return bool(re.search(location.prefix(), uri, re.I if location.words_of_head[1] == "~*" else 0))
    except re.error:
        return False


def tokens(text: str) -> Iterator[str]:
    """Words and the marks `{`, `}`, `;`; a quoted word is led by a NUL, so that it is never taken for a mark."""
    for match in TOKEN.finditer(text):
        double, single, mark, word = match.groups()
        if double is not None or single is not None:
            yield "\0" + re.sub(r"\\([\"'\\])", r"\1", double if double is not None else single)
        elif mark or word:
            yield mark or word


def parse(text: str) -> list[Block]:
    """The directives of a file; what is malformed is read as far as it goes."""
    stack: list[list[Block]] = [[]]
    head: list[str] = []
    for token in tokens(text):
        if token == ";":
            if head:
                stack[-1].append(Block(head, None))
            head = []
        elif token == "{":
            block = Block(head or [""], [])
            stack[-1].append(block)
            stack.append(block.children or [])
            block.children = stack[-1]
            head = []
        elif token == "}":
            if len(stack) > 1:
                stack.pop()
            head = []
        else:
            head.append(token.removeprefix("\0"))
    return stack[0]


def server_blocks(blocks: list[Block], files: Files, kind: str = "server", depth: int = 0) -> list[Block]:
    """The blocks of a kind at any level, `include` followed."""
    found: list[Block] = []
    for block in blocks:
        name = block.words_of_head[0]
        if name == "include" and len(block.words_of_head) > 1 and depth < 8:
            for path in included(files, block.words_of_head[1]):
                inner = parse(files.read(path).decode("utf-8", "replace"))
                found += server_blocks(inner, files, kind, depth + 1)
        elif name == kind and block.children is not None:
            found.append(block)
        elif block.children is not None and name in ("http", "stream", "server"):
            found += server_blocks(block.children, files, kind, depth + 1)
    return found


def included(files: Files, pattern: str) -> list[str]:
    """The files that an `include` names."""
    path = pattern if pattern.startswith("/") else f"/etc/nginx/{pattern}"
    folder, _, name = path.rpartition("/")
    if "*" not in name:
        return [path] if files.exists(path) and not files.is_dir(path) else []
    if not files.exists(folder):
        return []
    wanted = re.compile(re.escape(name).replace(r"\*", ".*"))
    return [f"{folder}/{one}" for one in files.listdir(folder) if wanted.fullmatch(one)]


__all__ = ["Block", "parse", "server_blocks"]
