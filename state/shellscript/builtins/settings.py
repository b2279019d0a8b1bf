"""Builtins that change the shell's variables, options, aliases and folder."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.files import absolute
from minikctl.state.shellscript.assigning import quoted
from minikctl.state.shellscript.control import Builtin
from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.tasks import Steps
from minikctl.state.shellscript.variables import ShellError
from minikctl.state.shellscript.words import is_name

LONG_OPTIONS = {"errexit": "e", "nounset": "u", "xtrace": "x", "noglob": "f", "allexport": "a", "noclobber": "C"}
LONG_OPTIONS |= {"pipefail": "pipefail", "verbose": "v", "noexec": "n", "monitor": "m"}


def shift(shell: Interpreter, argv: Sequence[str]) -> int:
    count = int(argv[1]) if len(argv) > 1 and argv[1].isdigit() else 1
    if count > len(shell.positional):
        return 1
    del shell.positional[:count]
    return 0


def set_options(shell: Interpreter, argv: Sequence[str]) -> int:
    """`set`, `set -e -o pipefail`, `set -- words`."""
    if len(argv) == 1:
        for name in sorted(shell.variables.values):
            value = shell.variables.values[name]
            shell.out(f"{name}={assignable(shell, value) if isinstance(value, str) else array_text(value)}\n")
        return 0
    words = list(argv[1:])
    while words and words[0][:1] in "-+" and len(words[0]) > 1 and words[0] != "--":
        word = words.pop(0)
        turn = shell.options.add if word[0] == "-" else shell.options.discard
        for letter in word[1:]:
            if letter == "o":
                name = words.pop(0) if words else ""
                if name and name not in LONG_OPTIONS:
                    shell.complain(f"{name}: invalid option name", "set")
                    return 2
                turn(LONG_OPTIONS.get(name, ""))
            else:
                turn(letter)
    if words:
        shell.positional = words[1:] if words[0] == "--" else words
    return 0


def assignable(shell: Interpreter, text: str) -> str:
    """A value as `set` lists it: bash quotes where needed, busybox and dash always."""
    return (
        quoted(text)
        if shell.dialect == "bash" and text
        else "'" + text.replace("'", "'\\''") + "'"
        if text or (shell.dialect != "bash")
        else ""
    )


def array_text(value: dict[str, str]) -> str:
    return "(" + " ".join(f'[{key}]="{text}"' for key, text in value.items()) + ")"


def unset(shell: Interpreter, argv: Sequence[str]) -> int:
    only_functions = "-f" in argv[1:2]
    for name in [word for word in argv[1:] if not word.startswith("-")]:
        base, bracket, subscript = name.partition("[")
        if bracket:
            elements = dict(shell.variables.array(base))
            elements.pop(subscript.rstrip("]").strip("\"'"), None)
            shell.variables.values[base] = elements
        elif not only_functions and name in shell.variables.values:
            shell.variables.unset(name)
        else:
            shell.functions.pop(name, None)
    return 0


def declared(shell: Interpreter, argv: Sequence[str], letters: str) -> list[str] | None:
    """The names that a declaration has, after their assignments; None (and a message) if one is no name."""
    names = []
    for word in [word for word in argv[1:] if not is_option(word, letters)]:
        name, equals, value = word.partition("=")
        adds = name.endswith("+")
        name = name.removesuffix("+")
        if not is_name(name):
            shell.complain(f"`{word}': not a valid identifier", argv[0])
            return None
        if argv[0] == "local":
            shell.variables.make_local(name)
        if equals:
            shell.variables.put(name, (shell.parameter(name) or "") + value if adds else value)
        names.append(name)
    return names


def is_option(word: str, letters: str) -> bool:
    return word == "--" or (len(word) > 1 and word[0] in "-+" and set(word[1:]) <= set(letters))


def export(shell: Interpreter, argv: Sequence[str]) -> int:
    words = [word for word in argv[1:] if not is_option(word, "npf")]
    if not words:
        start = "declare -x " if shell.dialect == "bash" else "export "
        for name, value in sorted(shell.variables.environment().items()):
            mark = '"' if shell.dialect == "bash" else "'"
            shell.out(f"{start}{name}={mark}{value}{mark}\n")
        return 0
    names = declared(shell, argv, "npf")
    if names is None:
        return 1
    change = shell.variables.exported.discard if "-n" in argv[1:2] else shell.variables.exported.add
    for name in names:
        change(name)
    return 0


def readonly(shell: Interpreter, argv: Sequence[str]) -> int:
    names = declared(shell, argv, "apf")
    shell.variables.readonly.update(names or ())
    return 1 if names is None else 0


def local(shell: Interpreter, argv: Sequence[str]) -> int:
    if not shell.variables.frames:
        shell.complain("can only be used in a function", "local")
        return 1
    return declare(shell, argv)


def declare(shell: Interpreter, argv: Sequence[str]) -> int:
    flags = {letter for word in argv[1:] if is_option(word, "aAirxgpfFlu") for letter in word[1:]}
    if "p" in flags and len(argv) > 2:
        return show_declared(shell, argv)
    if "A" in flags:
        shell.variables.associative.update(word.partition("=")[0] for word in argv[1:] if word[:1] not in "-+")
    inner = argv if argv[0] == "local" or not shell.variables.frames or "g" in flags else ["local", *argv[1:]]
    names = declared(shell, inner, "aAirxgpfFlu")
    if names is None:
        return 1
    for name in names:
        if "x" in flags:
            shell.variables.exported.add(name)
        if "i" in flags and (text := shell.variables.get(name)):
            shell.variables.put(name, str(shell.expander.calculate(text)))
        if flags & {"a", "A"} and name not in shell.variables.values:
            shell.variables.values[name] = {}
        if "r" in flags:
            shell.variables.readonly.add(name)
    return 0


def show_declared(shell: Interpreter, argv: Sequence[str]) -> int:
    status = 0
    for name in [word for word in argv[1:] if word[:1] != "-"]:
        value = shell.variables.values.get(name)
        if value is None:
            shell.complain("not found", f"declare: {name}")
            status = 1
        else:
            flags = "-x" if name in shell.variables.exported else "--" if isinstance(value, str) else "-a"
            shell.out(
                f"declare {flags} {name}=" + (f'"{value}"' if isinstance(value, str) else array_text(value)) + "\n"
            )
    return status


def let(shell: Interpreter, argv: Sequence[str]) -> int:
    value = 0
    for word in argv[1:]:
        value = shell.expander.calculate(word)
    return int(value == 0)


def alias(shell: Interpreter, argv: Sequence[str]) -> int:
    start = "alias " if shell.dialect == "bash" else ""
    if len(argv) == 1:
        for name, value in sorted(shell.aliases.items()):
            shell.out(f"{start}{name}='{value}'\n")
    status = 0
    for word in [word for word in argv[1:] if word != "-p"]:
        name, equals, value = word.partition("=")
        if equals:
            shell.aliases[name] = value
        elif name in shell.aliases:
            shell.out(f"{start}{name}='{shell.aliases[name]}'\n")
        else:
            shell.complain("not found", f"alias: {name}")
            status = 1
    return status


def unalias(shell: Interpreter, argv: Sequence[str]) -> int:
    status = 0
    for name in argv[1:]:
        if name == "-a":
            shell.aliases.clear()
        elif shell.aliases.pop(name, None) is None:
            shell.complain("not found", f"unalias: {name}")
            status = 1
    return status


def umask(shell: Interpreter, argv: Sequence[str]) -> int:
    if len(argv) == 1:
        shell.out("0022\n")
    return 0


def ulimit(shell: Interpreter, argv: Sequence[str]) -> int:
    shell.out("1048576\n" if "-n" in argv else "unlimited\n")
    return 0


def change_folder(shell: Interpreter, argv: Sequence[str]) -> int:
    words = [word for word in argv[1:] if word not in ("--", "-P", "-L")]
    target = words[0] if words else shell.variables.get("HOME") or "/root"
    if target == "-":
        target = shell.variables.get("OLDPWD") or ""
        if not target:
            shell.complain("OLDPWD not set", "cd")
            return 1
        shell.out(target + "\n")
    path = absolute(shell.cwd, target)
    if not shell.files.is_dir(path):
        exists = shell.files.exists(path)
        why = "Not a directory" if exists else "No such file or directory"
        if shell.dialect == "bash":
            shell.complain(f"{target}: {why}", "cd")
        else:
            shell.complain(f"can't cd to {target}" + (f": {why}" if shell.dialect == "busybox" else ""), "cd")
        return 2 if shell.dialect == "dash" else 1
    shell.variables.put("OLDPWD", shell.cwd)
    shell.variables.put("PWD", path)
    shell.cwd = path
    return 0


def say_folder(shell: Interpreter, argv: Sequence[str]) -> int:
    shell.out(shell.cwd + "\n")
    return 0


def printf_to_variable(printf: Builtin) -> Builtin:
    """`printf -v name …` beside the plain one."""

    def run(shell: Interpreter, argv: Sequence[str]) -> int | Steps:
        if list(argv[1:2]) != ["-v"] or len(argv) < 4:
            return printf(shell, argv)
        found: list[str] = []
        before, shell.streams = shell.streams, shell.streams.with_out(1, found.append)
        try:
            status = printf(shell, [argv[0], *argv[3:]])
        finally:
            shell.streams = before
        if not is_name(argv[2]):
            raise ShellError(f"printf: `{argv[2]}': not a valid identifier", 2)
        shell.variables.put(argv[2], "".join(found))
        return status

    return run
