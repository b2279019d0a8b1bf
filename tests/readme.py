"""The tables of the README, made from the code: `python -m tests.readme` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from minikctl.commands import COMMANDS
from minikctl.own import OWN
from minikctl.state.podtools import TOOLS
from minikctl.state.podtools.node import PROGRAMS

README = Path(__file__).resolve().parent.parent / "README.md"


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they do."""
    lines = ["| command | what it does |", "| --- | --- |", *(f"| `{name}` | {text} |" for name, text in rows)]
    return "\n".join(lines)


def exists(name: str) -> bool:
    """Whether one of our own commands is there already."""
    return find_spec(f"minikctl.own.{name.replace('-', '_')}") is not None


def tables() -> dict[str, str]:
    """What stands between `<!-- NAME -->` and `<!-- end -->`."""
    return {
        "kubectl": table((one.name, one.summary) for one in COMMANDS if not one.hidden),
        "own": table((name, summary) for name, summary in OWN.items() if exists(name)),
        "programs": ", ".join(f"`{tool.name}`" for tool in TOOLS) + ".",
        "node programs": ", ".join(f"`{name}`" for name in PROGRAMS) + ".",
    }


def replaced(content: str, found: re.Match[str]) -> str:
    """A place of the README with new content."""
    return f"{found[1]}{content}\n{found[2]}"


def written(text: str) -> str:
    """The README with tables as the code is."""
    for name, content in tables().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
        assert pattern.search(text), f"the README has no place for {name}"
        text = pattern.sub(partial(replaced, content), text)
    return text


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
