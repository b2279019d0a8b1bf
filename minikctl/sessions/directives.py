"""What comments of a tutorial ask for: `<!-- skip -->`, `<!-- expect-exit 1 -->`, `<!-- wait 30s -->`, `setup` …"""

from __future__ import annotations

from typing import NamedTuple

from minikctl.sessions.document import DURATION, Mode, Needs, SessionError, Step, needed

PREFIX = "minikctl:"
SILENT = frozenset(("name", "seed", "marker", "pause", "speed", "hint", "hide", "tag"))  # for those who watch
KNOWN = SILENT | {"cluster", "setup", "teardown", "skip", "expect-exit", "expect-error", "wait", "assert"}


class Wishes(NamedTuple):
    """What was asked for the block that follows."""

    skip: str = ""
    status: str = ""
    words: tuple[tuple[int, str], ...] = ()  # of `cluster`
    commands: tuple[tuple[int, str], ...] = ()  # that run before it and must not fail

    def needs(self, needs: Needs) -> Needs:
        """What the cluster must offer. Raises SessionError."""
        for line, word in self.words:
            needs = needed(needs, word, line)
        return needs

    def before(self, at: int) -> list[Step]:
        """The steps that run before the block."""
        mode = Mode(forms="loose")
        return [Step(line, text, ("...",), "", mode, at, at) for line, text in self.commands]

    def ended(self, steps: list[Step]) -> list[Step]:
        """The block's steps, the last of which ends as was asked."""
        if not self.status or not steps:
            return steps
        return [*steps[:-1], steps[-1]._replace(status=self.status)]


def directive(wishes: Wishes, text: str, line: int) -> Wishes:
    """The wishes with one more comment; a comment that is none of ours changes nothing. Raises SessionError."""
    is_ours = text.startswith(PREFIX)
    text = text.removeprefix(PREFIX).strip()
    word, _, rest = text.partition("\n" if "\n" in text.split(" ")[0] else " ")
    word, rest = word.strip().rstrip(":"), rest.strip()
    if word not in KNOWN:
        if is_ours:
            raise SessionError(f'unknown directive "{word}"', line)
        return wishes
    if word == "skip":
        return wishes._replace(skip=rest or "asked for")
    if word == "expect-error":
        return wishes._replace(status="failed")
    if word == "expect-exit" and rest.isdigit():
        return wishes._replace(status=rest)
    if word == "expect-exit":
        raise SessionError(f'"{rest}" is no exit status', line)
    if word == "cluster":
        return wishes._replace(words=(*wishes.words, *((line, one) for one in rest.split())))
    if word == "wait":
        command = f"sleep {rest}" if DURATION.fullmatch(rest) else f"kubectl wait --for={rest}"
        return wishes._replace(commands=(*wishes.commands, (line, command)))
    if word in ("setup", "teardown", "assert"):
        return wishes._replace(commands=(*wishes.commands, (line, rest)))
    return wishes
