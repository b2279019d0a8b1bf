"""An argument vector -> one command run -> an exit code; and `main`, the process around it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from minikctl.commands import COMMANDS
from minikctl.errors import INTERNAL, INTERRUPTED, CommandError, Exit, error_text
from minikctl.flags import GLOBAL, HELP
from minikctl.grammar.command import Command, named, suggestions, words_without_flags
from minikctl.grammar.flag import Flag, Options
from minikctl.grammar.parse import FlagError, Flags, parse
from minikctl.invocation import Invocation, Surroundings

ROOT = Command("", "", "", "")


class Found:
    """A command that was found on a command line: its row, its module, and the words that are left for it."""

    __slots__ = ("command", "module", "path", "words")

    def __init__(self, command: Command, module: Any, path: list[str], words: list[str]) -> None:
        self.command = command
        self.module = module
        self.path = path
        self.words = words

    @property
    def flags(self) -> Flags:
        return Flags((*flags_of(self.module), *GLOBAL, HELP))


def run(argv: Sequence[str], around: Surroundings) -> int:
    """Runs one command line; returns its exit code. What goes wrong with the command is said on `around.err`."""
    try:
        return _run(list(argv), around)
    except Exception as error:
        if not is_expected(error):
            raise
        text, code = error_text(error)
        if text:
            around.err.write(text if text.endswith("\n") else text + "\n")
        return code


def is_expected(error: Exception) -> bool:
    """Whether an error is for the user to read, not a fault of ours."""
    from minikctl.errors import ErrorList  # only when something went wrong
    from minikctl.output import OutputError
    from minikctl.state.errors import ApiError
    from minikctl.state.store.errors import StoreError

    return isinstance(error, (ApiError, CommandError, ErrorList, Exit, OutputError, StoreError))


def _run(argv: list[str], around: Surroundings) -> int:
    own = own_command(argv)
    if own:
        return int(own_app().run(argv, around))
    found = find(argv, around)
    args, options = read_flags(found, around)
    if options["help"] or not found.command.name:
        from minikctl import help  # only for help pages

        around.out.write(help.page(found.module, found.command, found.path, around))
        return 0
    check_required(found)(options)
    call = Invocation(around, found.command, found.path, argv, options)
    code = found.module.run(call, args, options)
    return warned_too_much(call) if options["warnings-as-errors"] and call.warned else int(code or 0)


def own_command(argv: list[str]) -> str:
    """The name of our own command that the first word is, or ""."""
    from minikctl.own import OWN  # a small table

    return argv[0] if argv and (argv[0] in OWN or argv[0].startswith("__complete")) else ""


def own_app() -> Any:
    """The Typer application of our own commands, imported only for them: `run(argv, surroundings) -> exit code`."""
    return import_module("minikctl.own.app")


def find(argv: list[str], around: Surroundings) -> Found:
    """The command that a command line names, subcommands included. Raises CommandError."""
    found = Found(ROOT, None, [], argv)
    table: Sequence[Command] = COMMANDS
    while table:
        positions = words_without_flags(found.words, Flags((*flags_of(found.module), *GLOBAL)))  # without --help
        command = named(table, found.words[positions[0]]) if positions else None
        if command is None:
            if positions and not found.path:
                raise unknown_command(found.words[positions[0]], around)
            break
        words = found.words[: positions[0]] + found.words[positions[0] + 1 :]
        module = module_of(command)
        found = Found(command, module, [*found.path, command.name], words)
        table = getattr(module, "COMMANDS", ())
    return found


def module_of(command: Command) -> Any:
    """The module of a command, imported. Raises CommandError where there is none yet."""
    name = f"minikctl.commands.{command.module}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise CommandError(f'the command "{command.name}" does not exist in minikctl') from None


def flags_of(module: Any) -> tuple[Flag, ...]:
    return getattr(module, "FLAGS", ()) if module is not None else ()


def read_flags(found: Found, around: Surroundings) -> tuple[list[str], Options]:
    """(arguments, options) of a command. Raises CommandError in cobra's words."""
    flags = found.flags
    era = getattr(found.module, "OLD_FLAGS", ()) if around.era == "any" else ()
    if era:
        flags = Flags((*flags_of(found.module), *era, *GLOBAL, HELP))
    try:
        return parse(found.words, flags, lambda text: _say(around, text))
    except FlagError as error:
        name = " ".join([around.called, *found.path])
        hint = f"Run '{name}' without flags." if found.path == ["options"] else f"See '{name} --help' for usage."
        raise CommandError(f"{error}\n{hint}") from None


def _say(around: Surroundings, text: str) -> None:
    around.err.write(text + "\n")


def check_required(found: Found) -> Any:
    """A function that refuses options without the command's required flags."""

    def check(options: Options) -> None:
        missing = [flag.name for flag in flags_of(found.module) if flag.required and flag.name not in options.given]
        if missing:
            names = ", ".join(f'"{name}"' for name in sorted(missing))
            raise CommandError(f"required flag(s) {names} not set")

    return check


def unknown_command(word: str, around: Surroundings) -> CommandError:
    """`unknown command`, with what may have been meant."""
    close = suggestions(COMMANDS, word)
    if around.era == "any":
        from minikctl.own import OWN  # a small table

        close += suggestions([Command(name, "", text) for name, text in OWN.items()], word)
    meant = "\n\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in close) if close else ""
    return CommandError(f'unknown command "{word}" for "{around.called}"{meant}')


def warned_too_much(call: Invocation) -> int:
    """--warnings-as-errors: says how many warnings there were."""
    count = len(call.warned)
    call.err(f"error: {count} warning{'' if count == 1 else 's'} received\n")
    return 1


# ---- the process


class ProcessSink:
    """A standard stream; what was written before to another one is shown first."""

    __slots__ = ("_before", "_stream")

    def __init__(self, stream: Any, before: Any = None) -> None:
        self._stream = stream
        self._before = before

    def write(self, text: str, /) -> None:
        if self._before is not None:
            self._before.flush()
        self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()


class ProcessInput:
    """Standard input, as bytes."""

    __slots__ = ()

    def read(self) -> bytes:
        return sys.stdin.buffer.read() if sys.stdin else b""

    def readline(self) -> bytes:
        return sys.stdin.buffer.readline() if sys.stdin else b""

    def isatty(self) -> bool:
        return bool(sys.stdin and sys.stdin.isatty())


def home_of(env: Mapping[str, str]) -> str:
    """The folder of everything we keep (MINIKCTL_HOME)."""
    if env.get("MINIKCTL_HOME"):
        return os.path.abspath(env["MINIKCTL_HOME"])
    data = env.get("XDG_DATA_HOME") or os.path.join(env.get("HOME") or os.path.expanduser("~"), ".local", "share")
    return os.path.join(os.path.abspath(data), "minikctl")


def process_surroundings() -> Surroundings:
    """The streams, files, time and environment of this process. Raises CommandError."""
    from minikctl.machine import RealFiles  # not needed in a session
    from minikctl.opening import clock_of

    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    name = os.path.basename(sys.argv[0]) if sys.argv and sys.argv[0] else "minikctl"
    return Surroundings(
        out=ProcessSink(sys.stdout),
        err=ProcessSink(sys.stderr, sys.stdout),
        stdin=ProcessInput(),
        files=RealFiles(),
        env=os.environ,
        cwd=os.getcwd(),
        clock=clock_of(os.environ),
        home=home_of(os.environ),
        program="minikctl" if name in ("__main__.py", "-c", "") else name,
        terminal=bool(sys.stdout and sys.stdout.isatty()),
    )


def main() -> None:
    """The program: runs sys.argv and ends the process at once."""
    code = INTERNAL
    try:
        code = guarded(sys.argv[1:])
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 0 if code == INTERNAL else code
    os._exit(code)


def guarded(argv: list[str]) -> int:
    """`run`, with interruptions and faults of ours turned into exit codes; never a traceback."""
    try:
        return run(argv, process_surroundings())
    except CommandError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        from minikctl.faults import save_report  # only for faults

        sys.stdout.flush()
        sys.stderr.write(save_report(error, argv, home_of(os.environ)))
        return INTERNAL
