"""What a command is, and how its name is found on a command line (spf13/cobra's rules)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minikctl.grammar.parse import Flags
from minikctl.state.values import NamedTuple


class Command(NamedTuple):
    """A row of a table of commands. `module` (below `minikctl.commands`) is imported when the command is asked for.

    The module has `FLAGS` (a tuple of Flag), `run(call, args, options)` and, for its help page, `USAGE` (what stands
    behind the name on the Usage line), `HELP` and `EXAMPLES` (pairs of what it does and the line). A module with
    `COMMANDS` has subcommands; its own `run` is for words that name none of them.
    """

    name: str
    group: str
    summary: str
    module: str = ""
    aliases: tuple[str, ...] = ()
    hidden: bool = False


def words_without_flags(words: Sequence[str], flags: Flags) -> list[int]:
    """The positions of the words that are neither flags nor values of flags (cobra's stripFlags)."""
    positions, index = [], 0
    while index < len(words):
        word = words[index]
        index += 1
        if word == "--":
            break
        if takes_next(word, flags):
            if len(words) - index <= 1:
                break
            index += 1
        elif word and not word.startswith("-"):
            positions.append(index - 1)
    return positions


def takes_next(word: str, flags: Flags) -> bool:
    """Whether the next word is this flag's value; an unknown flag is taken to have one."""
    if "=" in word:
        return False
    if word.startswith("--"):
        flag = flags.by_name.get(word[2:])
        return flag is None or not flag.alone
    if word.startswith("-") and len(word) == 2:
        flag = flags.by_letter.get(word[1])
        return flag is None or not flag.alone
    return False


def named(commands: Iterable[Command], word: str) -> Command | None:
    """The command of a name or an alias."""
    for command in commands:
        if command.name == word or word in command.aliases:
            return command
    return None


def suggestions(commands: Iterable[Command], word: str) -> list[str]:
    """Names that may have been meant: at most two edits away, or beginning so."""
    low = word.lower()
    return [
        command.name
        for command in commands
        if not command.hidden and (command.name.startswith(low) or distance(low, command.name) <= 2)
    ]


def distance(one: str, other: str) -> int:
    """The Levenshtein distance of two words."""
    row = list(range(len(other) + 1))
    for index, char in enumerate(one, 1):
        previous, row[0] = row[0], index
        for column, letter in enumerate(other, 1):
            change = previous + (char != letter)
            previous, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, change)
    return row[-1]
