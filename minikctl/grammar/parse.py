"""Reads a command line in kubectl's flag dialect (spf13/pflag): flags anywhere, `--` ends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from minikctl.grammar.flag import Flag, Options


class FlagError(Exception):
    """A flag that cannot be read; the message is pflag's."""


class Flags:
    """The flags that are understood at one place, found by name and by letter."""

    __slots__ = ("by_letter", "by_name")

    def __init__(self, flags: Iterable[Flag]) -> None:
        self.by_name: dict[str, Flag] = {}
        self.by_letter: dict[str, Flag] = {}
        for flag in flags:  # a command's own flag stands before a global one of the same name
            first = self.by_name.setdefault(flag.name, flag)
            if flag.short and first is flag:  # a hidden global flag lends no letter
                self.by_letter.setdefault(flag.short, flag)

    def options(self) -> Options:
        """Every flag with its default."""
        return Options({flag.name: flag.start for flag in self.by_name.values()})


def parse(words: Sequence[str], flags: Flags, deprecated: Callable[[str], None]) -> tuple[list[str], Options]:
    """(arguments, options) of a command line without its command's name; raises FlagError.

    `deprecated` is told the sentence of each deprecated flag that is used.
    """
    options, args, waiting = flags.options(), [], list(reversed(words))

    def give(flag: Flag, text: str) -> None:
        from minikctl.grammar.values import quoted, read_value  # only where flags are given

        try:
            value = read_value(flag, text, options[flag.name], flag.name not in options.given)
        except ValueError as error:
            shown = quoted(flag.shown)
            raise FlagError(f"invalid argument {quoted(text)} for {shown} flag: {error}") from None
        options[flag.name] = value
        options.given.add(flag.name)
        if flag.deprecated:
            deprecated(f"Flag --{flag.name} has been deprecated, {flag.deprecated}")

    while waiting:
        word = waiting.pop()
        if len(word) < 2 or word[0] != "-":
            args.append(word)
        elif word == "--":
            options.dash = len(args)
            args.extend(reversed(waiting))
            break
        elif word[1] == "-":
            give(*_long(word, flags, waiting))
        else:
            _shorts(word[1:], flags, waiting, give)
    return args, options


def _long(word: str, flags: Flags, waiting: list[str]) -> tuple[Flag, str]:
    name, equals, value = word[2:].partition("=")
    if name[:1] in ("", "-"):
        raise FlagError(f"bad flag syntax: {word}")
    flag = flags.by_name.get(name)
    if flag is None:
        raise FlagError(f"unknown flag: --{name}")
    if equals:
        return flag, value
    if flag.alone:
        return flag, flag.alone
    if not waiting:
        raise FlagError(f"flag needs an argument: {word}")
    return flag, waiting.pop()


def _shorts(letters: str, flags: Flags, waiting: list[str], give: Callable[[Flag, str], None]) -> None:
    while letters:
        flag = flags.by_letter.get(letters[0])
        if flag is None:
            raise FlagError(f"unknown shorthand flag: '{letters[0]}' in -{letters}")
        if len(letters) > 2 and letters[1] == "=":
            return give(flag, letters[2:])
        if flag.alone:
            give(flag, flag.alone)
            letters = letters[1:]
        elif len(letters) > 1:
            return give(flag, letters[1:])
        elif waiting:
            return give(flag, waiting.pop())
        else:
            raise FlagError(f"flag needs an argument: '{letters[0]}' in -{letters}")
    return None
