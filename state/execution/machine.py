"""What nodes and workstations have in common: an ordinary Linux machine with its programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minikctl.state import podtools
from minikctl.state.execution.refusal import ExecRefused
from minikctl.state.podtools.shell import Process, Program

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PACKAGERS = frozenset({"apk", "yum", "dnf", "redis-cli", "mongo", "mongosh", "nginx", "busybox"})


def command_not_found(word: str, is_file: bool) -> ExecRefused:
    """What bash says about a program that is not there."""
    if is_file:
        return ExecRefused(f"bash: {word}: Permission denied", 126)
    if "/" in word:
        return ExecRefused(f"bash: {word}: No such file or directory", 127)
    return ExecRefused(f"bash: line 1: {word}: command not found", 127)


def lookup_with(own: Callable[[str], Program | None], installed: set[str]) -> Callable[[str], Program | None]:
    """A machine's own programs first, then the ordinary ones."""

    def lookup(name: str) -> Program | None:
        base = name.rpartition("/")[2]
        found = own(base)
        if found is not None:
            return found
        return None if base in PACKAGERS and base not in installed else podtools.program(base)

    return lookup


def base_files(hostname: str, hosts: str, resolv: str, release: str) -> dict[str, str]:
    """The files that every machine has."""
    passwd = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    found = {
        "/etc/hostname": hostname + "\n",
        "/etc/hosts": hosts,
        "/etc/resolv.conf": resolv,
        "/etc/os-release": release,
        "/etc/passwd": passwd,
        "/proc/sys/net/ipv4/ip_forward": "1\n",
        "/proc/sys/net/ipv4/conf/all/route_localnet": "1\n",
    }
    for folder in (
        "bin",
        "dev",
        "home",
        "root",
        "sbin",
        "sys",
        "tmp",
        "usr/bin",
        "usr/local/bin",
        "var/lib",
        "var/log",
    ):
        found[f"/{folder}/"] = ""
    return found


def printed(shell: Process, stdout: str, stderr: str, code: int) -> int:
    """Writes what a program leaves behind."""
    if stderr:
        shell.err(stderr)
    if stdout:
        shell.out(stdout)
    return code


def as_one(words: Sequence[str]) -> str:
    """The words of a command as ssh joins them."""
    return " ".join(words)
