"""`wget`: GNU's and busybox's."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.podtools.network.wget.busybox import Busybox
from minikctl.state.podtools.network.wget.gnu import Gnu
from minikctl.state.podtools.network.wget.transfer import BUSYBOX_USAGE, Failed, wanted_of
from minikctl.state.podtools.shell import Process, Steps


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`wget [OPTIONS] URL…`."""
    wanted = wanted_of(shell, list(argv[1:]))
    if wanted is None:
        return 1 if shell.is_busybox else 2
    if not wanted.urls:
        if shell.is_busybox:
            shell.err(BUSYBOX_USAGE)
        else:
            shell.err("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")
        return 1
    status = 0
    for url in wanted.urls:
        kind = Busybox if shell.is_busybox and shell.lookup("wget.gnu") is None else Gnu
        try:
            yield from kind(shell, wanted).run(url)
        except Failed as failed:
            status = failed.code
            if shell.is_busybox:
                return status
    return status
