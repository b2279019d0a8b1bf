"""A plain Markdown tutorial -> a session: fenced shell blocks with or without `$ `; prose is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from minikctl.sessions.directives import Wishes, directive
from minikctl.sessions.document import Document, Mode, Needs, Session, SessionError, Step
from minikctl.shell.commands import PREFIXES, PROGRAMS
from minikctl.state.shellscript.parser import is_complete

FENCE = re.compile(r"([ \t]*(?:> ?)?)(`{3,}|~{3,})[ \t]*(.*?)[ \t]*")
RUN = frozenset(
    (
        *("sh", "shell", "bash", "zsh", "console", "terminal", "shell-session", "sh-session", "shellsession"),
        *("bash-session", "session", "cmd"),
    )
)
OUTPUT = frozenset(("", "text", "txt", "output", "plaintext", "plain", "none", "log", "out", "nohighlight"))
DATA = ("yaml", "yml", "json")
PROMPT = re.compile(r"(?:\([\w.-]+\) ?)?(?:[\w.-]+@[\w.-]+[: ]?[^\s$]*)?\$ ?(?:(?<=\$ )(.*)|$)")
SHELL = frozenset(
    (
        *("for", "while", "if", "until", "case", "export", "cd", "mkdir", "cat", "echo", "source", "unset", "alias"),
        *("minikube", "docker", "helm", "git", "sudo", "vim", "vi", "nano", "open", "ssh", "rm", "cp", "mv", "touch"),
        *("chmod", "wait", "kill", "set", "function", "read", "apt-get", "apt", "brew", "npm", "go", "kind", "k3d"),
    )
)
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
NAMED = re.compile(r"[\w./-]+\.(?:ya?ml|json|conf|txt|sh|env|properties)\b")
FILE_KEY = re.compile(r"(?:file|filename|title|name)=[\"']?([^\s\"'}]+)")
CUT = frozenset(("<snip>", "[snip]", "[...]", "<...>", "(...)", "…", "..", "# ...", "...snip..."))
FAILS = re.compile(r"(?:error|Error from server|The \w+ \".*\" is invalid|command terminated|curl: \()")
LOOKS = re.compile(
    r"(?:(?:kubectl|k) +(?:-n +\S+ +)?(?:get|describe|logs|top|events|rollout status)|curl|wget|nslookup)\b"
)
PATIENCE = 180.0  # simulated seconds
BETWEEN = 3  # lines of prose that may stand between a command and the block with its output


class Block(NamedTuple):
    """A fenced block: its language, its other words, where its text begins and ends (indices), how far it stands in."""

    language: str
    info: str
    start: int
    end: int
    margin: str
    prose: tuple[str, ...]  # the lines before it, since the last block


def parse(text: str, forms: str = "loose") -> Session:
    """Reads a tutorial. Raises SessionError."""
    lines = tuple(text.split("\n"))
    title = next((line.lstrip("#").strip() for line in lines if line.startswith("#")), "")
    items: list[Step | Document] = []
    needs = Needs()
    blocks = list(fenced(lines))
    taken = -1
    for position, block in enumerate(blocks):
        wishes = Wishes()
        for number, line in comments(lines, block):
            wishes = directive(wishes, line, number)
        needs = wishes.needs(needs)
        items.extend(wishes.before(block.start))
        if position == taken:
            continue
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        mode = Mode(forms=forms, skip=wishes.skip, indent=block.margin)
        if (name := file_of(block, lines)) is not None:
            items.append(Document(block.start, name, "".join(f"{line}\n" for line in body(lines, block))))
            continue
        if not is_run(block, lines):
            continue
        found = prompted(lines, block, mode) if has_prompt(lines, block) else written(lines, block, mode)
        if found and is_output(following, found[-1], lines):
            assert following is not None, "is_output has looked"
            found = [with_output(found, following, lines)]
            taken = position + 1
        items.extend(wishes.ended([patient(step) for step in found]))
    return Session(title, needs, tuple(items), lines)


def fenced(lines: tuple[str, ...]) -> Iterator[Block]:
    """The fenced blocks. Raises SessionError."""
    at = last = 0
    while at < len(lines):
        opening = FENCE.fullmatch(lines[at])
        if opening is None or "`" in opening[3]:
            at += 1
            continue
        end = next((i for i in range(at + 1, len(lines)) if is_closing(lines[i], opening[2])), None)
        if end is None:
            raise SessionError("the fenced block that begins here is never closed", at + 1)
        word = re.match(r"\{?\s*\.?([\w+-]*)", opening[3])
        language = word[1].lower() if word else ""
        yield Block(language, opening[3], at + 1, end, opening[1], lines[last:at])
        at = last = end + 1


def is_closing(line: str, fence: str) -> bool:
    stripped = line.strip(" \t>")
    return len(stripped) >= len(fence) and set(stripped) == {fence[0]}


def body(lines: tuple[str, ...], block: Block) -> list[str]:
    """The text of a block without its margin."""
    margin = block.margin
    return [line.removeprefix(margin) if margin else line for line in lines[block.start : block.end]]


def comments(lines: tuple[str, ...], block: Block) -> Iterator[tuple[int, str]]:
    """(number, text) of the HTML comments before a block."""
    first = block.start - 1 - len(block.prose)
    whole = "\n".join(block.prose)
    for found in re.finditer(r"<!--(.*?)-->", whole, re.DOTALL):
        yield first + whole.count("\n", 0, found.start()) + 1, found[1].strip()


# ---- what a block is


def file_of(block: Block, lines: tuple[str, ...]) -> str | None:
    """The file that a block is to become: named beside the language, in its first line, or just before it."""
    found = FILE_KEY.search(block.info)
    name = found[1] if found else ""
    if not name and block.language in DATA:
        text = body(lines, block)
        if text and (comment := re.fullmatch(r"#\s*([\w./-]+\.(?:ya?ml|json))\s*", text[0])):
            name = comment[1]
        before = [line for line in block.prose if line.strip()][-1:]
        named = NAMED.findall(re.sub(r"\]\([^)]*\)|https?://\S+", "", before[0])) if before else []
        name = name or (named[-1] if len(set(named)) == 1 else "")
    is_safe = name and not name.startswith("/") and ".." not in name.split("/")
    return name.removeprefix("./") if is_safe and block.language not in RUN else None


def has_prompt(lines: tuple[str, ...], block: Block) -> bool:
    return any(PROMPT.fullmatch(line) for line in body(lines, block))


def is_run(block: Block, lines: tuple[str, ...]) -> bool:
    """Whether a block holds commands; one without a language does if it begins with `$ ` or with kubectl."""
    if block.language in RUN:
        return True
    if block.language not in OUTPUT:
        return False
    first = next((line for line in body(lines, block) if line.strip()), "")
    return bool(PROMPT.fullmatch(first)) or first.split(" ")[0] in PREFIXES[:1]


def is_output(block: Block | None, step: Step, lines: tuple[str, ...]) -> bool:
    """Whether a block shows what a command prints that shows nothing itself."""
    if block is None or shows(step) or file_of(block, lines) is not None:
        return False
    prose = [line for line in block.prose if line.strip()]
    if len(prose) > BETWEEN or any(line.startswith("#") for line in prose):
        return False
    if block.language in DATA:
        return f"-o {block.language}" in step.text or f"-o{block.language}" in step.text
    if is_run(block, lines) or block.language not in OUTPUT:
        return False
    text = [line for line in body(lines, block) if line.strip()]
    return bool(text) and not text[0].startswith(("apiVersion:", "kind:")) and block.start > step.line


# ---- commands


def prompted(lines: tuple[str, ...], block: Block, mode: Mode) -> list[Step]:
    """The commands of a block with prompts; what follows one is its output."""
    text = body(lines, block)
    found: list[Step] = []
    at = 0
    while at < len(text):
        prompt = PROMPT.fullmatch(text[at])
        if prompt is None or not (prompt[1] or "").strip():
            at += 1
            continue
        line = at
        command, at = whole(prompt[1], text, at + 1)
        first = at
        while at < len(text) and not PROMPT.fullmatch(text[at]):
            at += 1
        found.append(step_of(block.start + line, command, text[first:at], block.start + first, mode))
    return found


def written(lines: tuple[str, ...], block: Block, mode: Mode) -> list[Step]:
    """The commands of a block without prompts; lines that are no commands are the output of the one before."""
    text = body(lines, block)
    found: list[Step] = []
    at = 0
    while at < len(text):
        if not text[at].strip() or text[at].lstrip().startswith("#"):
            at += 1
            continue
        line = at
        command, at = whole(text[at].strip(), text, at + 1)
        first = at
        while at < len(text) and not begins_command(text[at], at > first) and not text[at].startswith("#"):
            at += 1
        found.append(step_of(block.start + line, command, text[first:at], block.start + first, mode))
    return found


def whole(command: str, text: list[str], at: int) -> tuple[str, int]:
    """A command with the lines that it goes on with, and where the next thing begins."""
    while at < len(text) and not is_complete(command + "\n"):
        command += "\n" + (text[at][2:] if text[at].startswith("> ") else text[at])
        at += 1
    return command, at


def begins_command(line: str, in_output: bool) -> bool:
    """Whether a line without a prompt is a command and no output."""
    words = line.split()
    if not words:
        return False
    word = words[0]
    if word in PREFIXES or (ASSIGNMENT.match(word) and not in_output):
        return True
    if line[0] in " \t" or (in_output and word not in ("curl", "wget", "minikube", "for", "export")):
        return False
    if word in PROGRAMS or word in SHELL or word.startswith(("./", "/")):
        return True
    return re.fullmatch(r"[a-z][a-z0-9_-]+", word) is not None and len(words) > 1 and words[1].startswith("-")


def step_of(line: int, text: str, below: list[str], first: int, mode: Mode) -> Step:
    """A command with what stands below it; nothing there: anything may be printed, but it must not fail."""
    while below and not below[-1].strip():
        below = below[:-1]
    while below and not below[0].strip():
        below, first = below[1:], first + 1
    if not below:
        return Step(line + 1, text, ("...",), "", mode, first + 1, first + 1)
    return Step(line + 1, text, tuple(map(shortened, below)), ending(below), mode, first + 1, first + 1 + len(below))


def patient(step: Step) -> Step:
    """A step that only looks is tried again for a while, as a reader does who waits for what the text shows."""
    if not shows(step) or not LOOKS.match(step.text) or "\n" in step.text or ">" in step.text:
        return step
    return step._replace(mode=step.mode._replace(within=PATIENCE))


def with_output(steps: list[Step], block: Block, lines: tuple[str, ...]) -> Step:
    """The commands of a block as one, whose output is the block that follows."""
    text = "\n".join(step.text for step in steps)
    below = step_of(
        steps[0].line - 1, text, body(lines, block), block.start, steps[0].mode._replace(indent=block.margin)
    )
    return below


def shortened(line: str) -> str:
    """A line of output; `<snip>` and its like stand for any lines."""
    return "..." if line.strip() in CUT else line


def ending(below: list[str]) -> str:
    """The status that output speaks of."""
    return "any" if FAILS.match(below[-1]) or FAILS.match(below[0]) else ""


def shows(step: Step) -> bool:
    """Whether the tutorial shows what a command prints."""
    return step.first < step.last
