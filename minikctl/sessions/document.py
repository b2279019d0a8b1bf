"""The text of a session -> its title, what it needs, and its steps, each with the numbers of its lines."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_BYTES = 8 * 1024 * 1024
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*(.*?)[ \t]*")
STATUS = re.compile(r"\? (\d{1,3}|failed)[ \t]*")
KEY = re.compile(r"[-*] ([a-z]+):[ \t]*(.*)")
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
FILE_KINDS = ("yaml", "text")


class SessionError(Exception):
    """A session that cannot be read: `line` says where."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Mode(NamedTuple):
    """How the commands of a block are run and compared."""

    node: str = ""  # the node they run on, "any" for whichever; "": the workstation
    within: float = 0.0  # seconds for which a command that does not match is run again
    unordered: bool = False
    exact: bool = False
    legacy: bool = False
    era: str = ""  # the release whose output is expected
    skip: str = ""  # why they are not run
    forms: str = ""  # strict or loose: the forms of `forms.py` instead of those of sessions
    indent: str = ""  # what stands before every line in the file


class Step(NamedTuple):
    """One command with what it must print. Line numbers count from 1."""

    line: int  # of its prompt
    text: str
    expected: tuple[str, ...]
    status: str  # "" (0), "failed", "any" or a number
    mode: Mode
    first: int  # the lines of what is expected, with its status: those from `first` up to, without, `last`
    last: int
    typed: bool = False  # a line for the program that runs in the foreground

    @property
    def counts(self) -> bool:
        """Whether it is run at all."""
        return not self.mode.skip and self.mode.era in ("", "1.33")


class Document(NamedTuple):
    """A file that the session brings itself."""

    line: int
    name: str
    text: str


class Needs(NamedTuple):
    """What the cluster must offer."""

    nodes: int = 1
    load_balancer: str = "pending"
    ingress: str = ""
    proxy: str = "iptables"
    service_cidr: str = ""
    pod_cidr: str = ""
    files: str = ""


class Session(NamedTuple):
    """A whole session."""

    title: str
    needs: Needs
    items: tuple[Step | Document, ...]
    lines: tuple[str, ...]  # the file's own, without line ends

    @property
    def steps(self) -> list[Step]:
        """The commands that count."""
        return [item for item in self.items if isinstance(item, Step) and item.counts]


def decoded(data: bytes) -> str:
    """The text of a file. Raises SessionError."""
    if len(data) > MAX_BYTES:
        raise SessionError(f"a session has at most {MAX_BYTES} bytes, this one has {len(data)}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SessionError("not UTF-8 text", data.count(b"\n", 0, error.start) + 1) from None
    return text.replace("\r\n", "\n")


def parse(text: str) -> Session:
    """Reads a session. Raises SessionError."""
    lines = tuple(text.split("\n"))
    title, needs = head(lines)
    items: list[Step | Document] = []
    at = 0
    while at < len(lines):
        opening = FENCE.fullmatch(lines[at])
        if opening is None:
            at += 1
            continue
        end = closing(lines, at, opening[1])
        items.extend(block(opening[2], lines, at + 1, end))
        at = end + 1
    if not items and not lines[0].startswith("# "):
        raise SessionError("not a session: no `# Title` and no console block", 1)
    return Session(title, needs, tuple(items), lines)


def closing(lines: tuple[str, ...], start: int, fence: str) -> int:
    """Where a fenced block ends. Raises SessionError."""
    for at in range(start + 1, len(lines)):
        stripped = lines[at].strip()
        if len(stripped) >= len(fence) and set(stripped) == {fence[0]}:
            return at
    raise SessionError("the fenced block that begins here is never closed", start + 1)


# ---- the head


def head(lines: tuple[str, ...]) -> tuple[str, Needs]:
    """Title and needs. Raises SessionError."""
    first = lines[0]
    needs = Needs()
    for number, line in enumerate(lines[1:], 2):
        if line.startswith("#") or FENCE.fullmatch(line):
            break
        found = KEY.fullmatch(line)
        if found and found[1] == "needs":
            for word in found[2].split():
                needs = needed(needs, word, number)
    return first.removeprefix("# ").strip(), needs


def needed(needs: Needs, word: str, line: int) -> Needs:
    """Needs with one more word of the line. Raises SessionError."""
    name, equals, value = word.partition("=")
    if not equals or not value:
        raise SessionError(f'"{word}" is not of the form NAME=VALUE', line)
    if name == "nodes":
        if not value.isdigit() or not 1 <= int(value) <= 100:
            raise SessionError(f'"{value}" is not a number of nodes from 1 to 100', line)
        return needs._replace(nodes=int(value))
    if name == "loadbalancer":
        return needs._replace(load_balancer=one_of(value, ("pending", "ip", "hostname"), name, line))
    if name == "ingress":
        return needs._replace(ingress="" if value == "none" else value)
    if name == "proxy":
        return needs._replace(proxy=one_of(value, ("iptables", "ipvs", "nftables"), name, line))
    if name == "service-cidr":
        return needs._replace(service_cidr=ranges(value, line))
    if name == "pod-cidr":
        return needs._replace(pod_cidr=ranges(value, line))
    if name == "files":
        if value.startswith("/") or ".." in value.split("/"):
            raise SessionError(f'files={value}: the folder must lie below "manifests"', line)
        return needs._replace(files=value)
    raise SessionError(f'unknown need "{name}"', line)


def one_of(value: str, known: tuple[str, ...], name: str, line: int) -> str:
    if value not in known:
        raise SessionError(f"{name}={value}: use {', '.join(known)}", line)
    return value


def ranges(value: str, line: int) -> str:
    """One address range, or two joined by a comma. Raises SessionError."""
    from ipaddress import ip_network  # few sessions name any

    try:
        return ",".join(str(ip_network(part)) for part in value.split(","))
    except ValueError:
        raise SessionError(f'"{value}" is no range of addresses', line) from None


# ---- blocks


def block(info: str, lines: tuple[str, ...], start: int, end: int) -> list[Step | Document]:
    """What a fenced block holds; `lines[start:end]` are its lines. Raises SessionError."""
    words = info.split()
    kind = words[0] if words else ""
    if kind == "console":
        return list(commands(lines, start, end, mode(words[1:], start)))
    if kind in FILE_KINDS and any(word.startswith("file=") for word in words[1:]):
        return [document(words[1:], lines, start, end)]
    return []


def document(words: list[str], lines: tuple[str, ...], start: int, end: int) -> Document:
    """A block whose text is a file. Raises SessionError."""
    name = ""
    for word in words:
        attribute, _, name = word.partition("=")
        if attribute != "file":
            raise SessionError(f'unknown attribute "{attribute}"', start)
        if not name or name.startswith("/") or ".." in name.split("/"):
            raise SessionError(f'"{word}" does not name a file in the working directory', start)
    return Document(start, name, "".join(line + "\n" for line in lines[start:end]))


def mode(words: list[str], line: int) -> Mode:
    """The attributes of a console block. Raises SessionError."""
    found: dict[str, object] = {}
    for position, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in ("unordered", "exact", "legacy") and not equals:
            found[name] = True
        elif name == "within" and (length := DURATION.fullmatch(value)):
            found["within"] = float(length[1]) * SECONDS[length[2]]
        elif name == "on" and value.startswith("node/") and len(value) > 5:
            found["node"] = value[5:]
        elif name == "era" and re.fullmatch(r"1\.\d+", value):
            found["era"] = value
        elif name == "skip" and value:
            found["skip"] = " ".join([value, *words[position + 1 :]])  # the rest of the line is the reason
            break
        else:
            known = name in ("unordered", "exact", "legacy", "within", "on", "era", "skip")
            raise SessionError(f'unknown attribute "{name}"' if not known else f'"{word}" makes no sense', line)
    return Mode(**found)  # type: ignore[arg-type]


def commands(lines: tuple[str, ...], start: int, end: int, how: Mode) -> list[Step]:
    """The commands of a console block. Raises SessionError."""
    found: list[Step] = []
    at = start
    while at < end:
        if not is_prompt(lines[at]):
            raise SessionError("output without a command before it: a block begins with `$ ` or `% `", at + 1)
        step, at = command(lines, at, end, how)
        found.append(step)
    return found


def is_prompt(line: str) -> bool:
    return line.startswith(("$ ", "% ")) or line in ("$", "%")


def command(lines: tuple[str, ...], at: int, end: int, how: Mode) -> tuple[Step, int]:
    """The command that begins at a line, and where the next one begins."""
    line, typed = at, lines[at].startswith("%")
    text = lines[at][2:]
    at += 1
    while at < end and not typed and (lines[at].startswith("> ") or lines[at] == ">"):
        text += "\n" + lines[at][2:]
        at += 1
    first = at
    while at < end and not is_prompt(lines[at]):
        at += 1
    expected, status = list(lines[first:at]), ""
    if expected and (found := STATUS.fullmatch(expected[-1])):
        expected.pop()
        status = found[1]
    return Step(line + 1, text, tuple(expected), status, how, first + 1, at + 1, typed), at
