"""`sh`, `bash`, `ash`: the shell as a program, for `-c`, for script files and for what is typed into it."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.files import read_text, reason
from minikctl.state.podtools.shell import Process, Steps
from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.tasks import Interrupted
from minikctl.state.shellscript.tree import ShellSyntaxError


def dialect_of(shell: Process, program: str) -> str:
    """Whose wording a shell of this name has here."""
    name = program.rpartition("/")[2]
    if name == "bash":
        return "bash"
    found = shell.facts.get("sh")  # an image may say what its sh is
    return str(found) if found else "busybox" if shell.is_busybox or name == "ash" else "dash"


def main(shell: Process, argv: Sequence[str]) -> Steps:
    options: set[str] = set()
    words, text = list(argv[1:]), None
    while words and words[0][:1] in ("-", "+") and len(words[0]) > 1:
        word = words.pop(0)
        if word in ("--", "--login", "--norc", "--noprofile", "--posix"):
            continue
        if word.endswith("o") and words:
            options.add(words.pop(0))
        options |= set(word[1:].replace("o", ""))
    name = argv[0]
    interactive = "i" in options or (not words and "c" not in options and shell.stdin.tty)
    if "c" in options:
        if not words:
            shell.err(f"{name}: -c: option requires an argument\n")
            return 2
        text = words.pop(0)
        name, arguments = (words[0], words[1:]) if words else (name, [])
    elif words and "s" not in options:
        name, arguments = words[0], words[1:]
        try:
            text = read_text(shell.files, shell.path(name))
        except OSError as error:
            return cannot_open(shell, argv[0], name, reason(error))
    else:
        arguments = words
    inner = Interpreter(
        shell, name=name, dialect=dialect_of(shell, argv[0]), arguments=arguments, interactive=interactive
    )
    if interactive and inner.name.startswith("/"):
        inner.name = inner.name.rpartition("/")[2] if inner.dialect == "bash" else inner.name
    inner.options |= options & (set("aefnuvxC") | {"pipefail"})
    return (yield from (typed(inner, shell) if text is None else whole(inner, text, "c" in options)))


def cannot_open(shell: Process, program: str, name: str, why: str) -> int:
    dialect = dialect_of(shell, program)
    if dialect == "bash":
        shell.err(f"{program}: {name}: {why}\n")
        return 127 if why.startswith("No such") else 126
    shell.err(f"{program}: {'0: cannot open' if dialect == 'dash' else 'can' + chr(39) + 't open'} ")
    shell.err(f"{name}: No such file\n" if dialect == "dash" else f"'{name}': {why}\n")
    return 2


def whole(inner: Interpreter, text: str, is_argument: bool) -> Steps:
    """Runs a script that is there from the start."""
    try:
        status = yield from inner.execute(text)
    except ShellSyntaxError as error:
        inner.line = error.line
        if inner.dialect == "bash":
            refuse(inner, error, text, is_argument)
        else:
            inner.complain(error.message)
        return 2
    return status if inner.exited is not None else (yield from inner.finish())


def refuse(inner: Interpreter, error: ShellSyntaxError, text: str, is_argument: bool) -> None:
    """A syntax error as bash words it: with `-c:` for an argument, and with the line itself."""
    place = f"{inner.name}: {'-c: ' if is_argument else ''}line {error.line}: "
    inner.err(f"{place}{error.message}\n")
    lines = text.split("\n")
    if "unexpected token" in error.message and error.line <= len(lines):
        inner.err(f"{place}`{lines[error.line - 1]}'\n")


def show_prompt(inner: Interpreter, shell: Process, goes_on: bool) -> None:
    """What stands before a line, where the place wants it: it knows what it is."""
    prompt = shell.facts.get("prompt")
    if inner.interactive and shell.facts.get("prompts") and prompt is not None:
        shell.out("> " if goes_on else prompt(inner.name, inner.cwd))


def typed(inner: Interpreter, shell: Process) -> Steps:
    """Runs what comes in line by line, as soon as it is complete."""
    text = ""
    while inner.exited is None:
        try:
            show_prompt(inner, shell, bool(text))
            line = yield from shell.stdin.wait_line()
            text += line
            if not text or (line and not inner.is_complete(text)):
                if not line:
                    break
                continue
            yield from inner.execute(text)
            shell.cwd = inner.cwd  # what prompts show
        except ShellSyntaxError as error:
            inner.line = error.line
            inner.complain(error.message)
            inner.status = 2
        except Interrupted:
            if not inner.interactive:
                raise
            inner.status = 130
            if shell.facts.get("prompts"):
                shell.out("\n")  # the terminal has shown ^C
        text = ""
    return inner.status if inner.exited is not None else (yield from inner.finish())
