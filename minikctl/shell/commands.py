"""Which words of a line are commands of ours, which are the shell's own, and which programs may stand in a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.commands import COMMANDS
from minikctl.grammar.command import named
from minikctl.own import OWN

PREFIXES = ("kubectl", "k", "minikctl")
FILES = ("-f", "-k", "-R", "--filename", "--kustomize", "--recursive")
PROGRAMS = frozenset(  # what changes no file but those that the user names
    (
        *("[", "awk", "base64", "basename", "bash", "cat", "column", "cut", "date", "diff", "dirname", "echo", "egrep"),
        *("env", "envsubst", "expr", "false", "fgrep", "file", "find", "gawk", "grep", "head", "jq", "less", "ls"),
        *("md5sum", "more", "nl", "od", "openssl", "paste", "printenv", "printf", "pwd", "readlink", "realpath", "rev"),
        *("sed", "seq", "sh", "sha1sum", "sha256sum", "shuf", "sleep", "sort", "stat", "tac", "tail", "tee", "test"),
        *("time", "timeout", "tr", "true", "uniq", "watch", "wc", "xargs", "yes"),
        *("curl", "getent", "host", "nc", "nslookup", "ping", "telnet", "wget"),  # in the played network
    )
)


def is_command(argv: Sequence[str], loops: int = 0) -> bool:
    """Whether the words of a simple command are one of kubectl's or of ours, and nothing of the shell's."""
    name, rest = argv[0], argv[1:]
    if name in PREFIXES:
        return True
    if name not in OWN and named(COMMANDS, name) is None:
        return False
    first = rest[0] if rest else ""
    if name == "break":
        return not loops
    if name == "set":
        return bool(first) and first[0] not in "-+"
    if name == "export":
        return first.startswith("--")
    if name == "wait":
        return bool(first) and not first.startswith("%") and not first.isdigit()
    if name == "diff":
        return any(word.partition("=")[0] in FILES for word in rest)
    return True


def command_line(argv: Sequence[str]) -> list[str]:
    """The words of a command without the program's name."""
    return list(argv[1:]) if argv[0] in PREFIXES else list(argv)
