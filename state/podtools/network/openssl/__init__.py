"""`openssl`: version, s_client, x509, req, rand, verify."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from minikctl.state.podtools.shell import Process, Steps

COMMANDS = {
    "genrsa": "keys",
    "pkey": "keys",
    "rand": "keys",
    "req": "requests",
    "rsa": "keys",
    "s_client": "client",
    "verify": "certificates",
    "x509": "certificates",
}
VERSION = "OpenSSL 3.0.17 1 Jul 2025 (Library: OpenSSL 3.0.17 1 Jul 2025)\n"


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`openssl COMMAND [OPTIONS]`."""
    words = list(argv[1:])
    if not words or words[0] in ("version", "--version", "-v", "help"):
        shell.out(VERSION)
        return 0
    module = COMMANDS.get(words[0])
    if module is None:
        shell.err(f"Invalid command '{words[0]}'; type \"help\" for a list.\n")
        return 1
    found = import_module(f"minikctl.state.podtools.network.openssl.{module}")
    ended = getattr(found, words[0])(shell, words[1:])
    if isinstance(ended, int):
        return ended
    return int((yield from ended))


def option(words: Sequence[str], name: str, default: str = "") -> str:
    """The value of an option, the last one given."""
    found = default
    for index, word in enumerate(words[:-1]):
        if word in (f"-{name}", f"--{name}"):
            found = words[index + 1]
    return found


def options(words: Sequence[str], name: str) -> list[str]:
    """All values of an option."""
    return [words[index + 1] for index, word in enumerate(words[:-1]) if word in (f"-{name}", f"--{name}")]


def has(words: Sequence[str], name: str) -> bool:
    return f"-{name}" in words or f"--{name}" in words


def read_file(shell: Process, name: str) -> str | None:
    """A file's text, None if there is none."""
    path = shell.path(name)
    if not shell.files.exists(path) or shell.files.is_dir(path):
        return None
    return shell.files.read(path).decode("utf-8", "replace")


def write(shell: Process, name: str, text: str) -> None:
    """To a file, or to standard output for ""."""
    if name and name != "-":
        shell.files.write(shell.path(name), text.encode())
    else:
        shell.out(text)
