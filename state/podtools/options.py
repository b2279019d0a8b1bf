"""Reading the options of ordinary programs, as getopt does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minikctl.state.podtools.shell import Process


class Options:
    """Options by letter (`values`: in order of appearance) and operands."""

    __slots__ = ("operands", "values")

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.operands: list[str] = []

    def __contains__(self, letter: object) -> bool:
        return letter in self.values

    def last(self, letter: str, default: str = "") -> str:
        """The value of an option, the last one given."""
        return self.values.get(letter, [default])[-1]

    def add(self, letter: str, value: str = "") -> None:
        self.values.setdefault(letter, []).append(value)


NO_NAMES: Mapping[str, str] = {}


def parsed(
    shell: Process, argv: Sequence[str], letters: str, long: Mapping[str, str] = NO_NAMES, *, stops: bool = False
) -> Options | None:
    """The options of a command line; None after a complaint (the program then ends with its usage status).

    `letters` as for getopt ("n:r": n takes a value); `long` maps long names to letters; `stops`: the first operand ends
    the options.
    """
    options, words = Options(), list(argv[1:])
    while words:
        word = words.pop(0)
        if word == "--":
            options.operands += words
            break
        if word.startswith("--"):
            if not read_long(shell, argv[0], word, letters, long, options, words):
                return None
        elif word.startswith("-") and word != "-":
            if not read_letters(shell, argv[0], word, letters, options, words):
                return None
        else:
            options.operands.append(word)
            if stops:
                options.operands += words
                break
    return options


def takes_value(letters: str, letter: str) -> bool:
    at = letters.find(letter)
    return letters[at + 1 : at + 2] == ":"


def read_letters(shell: Process, program: str, word: str, letters: str, options: Options, words: list[str]) -> bool:
    for at, letter in enumerate(word[1:], 2):
        if letter not in letters or letter == ":":
            complain(shell, program, f"invalid option -- '{letter}'", f"unrecognized option: {letter}")
            return False
        if not takes_value(letters, letter):
            options.add(letter)
            continue
        if word[at:]:
            options.add(letter, word[at:])
        elif words:
            options.add(letter, words.pop(0))
        else:
            complain(
                shell, program, f"option requires an argument -- '{letter}'", f"option requires an argument: {letter}"
            )
            return False
        break
    return True


def read_long(
    shell: Process,
    program: str,
    word: str,
    letters: str,
    long: Mapping[str, str],
    options: Options,
    words: list[str],
) -> bool:
    name, equals, value = word[2:].partition("=")
    candidates = [name] if name in long else [known for known in long if known.startswith(name)]
    if len({long[known] for known in candidates}) != 1:
        complain(shell, program, f"unrecognized option '{word}'", f"unrecognized option: {name}")
        return False
    letter = long[candidates[0]]
    if takes_value(letters, letter) and not equals:
        if not words:
            complain(shell, program, f"option '--{name}' requires an argument", f"option requires an argument: {name}")
            return False
        value = words.pop(0)
    options.add(letter, value)
    return True


def complain(shell: Process, program: str, gnu: str, busybox: str = "") -> None:
    """Writes an error in the words of the flavour, GNU's with its hint."""
    if shell.is_busybox:
        shell.err(f"{program}: {busybox or gnu}\n")
    else:
        shell.err(f"{program}: {gnu}\nTry '{program} --help' for more information.\n")
