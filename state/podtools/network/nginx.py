"""`nginx -v`, `-V`, `-t`, `-s reload`: what is asked of a web server that already runs."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.podtools.shell import Process

CONF = "/etc/nginx/nginx.conf"


def version_of(shell: Process) -> str:
    """The version that the environment of the image tells."""
    return shell.env.get("NGINX_VERSION") or "1.29.0"


def main(shell: Process, argv: Sequence[str]) -> int:
    words = list(argv[1:])
    version = f"nginx version: nginx/{version_of(shell)}\n"
    if "-v" in words:
        shell.err(version)
        return 0
    if "-V" in words:
        shell.err(
            version
            + "built with OpenSSL 3.0.17 1 Jul 2025\nTLS SNI support enabled\nconfigure arguments: --with-compat\n"
        )
        return 0
    if "-h" in words or "-?" in words:
        shell.err(
            f"{version}Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]\n"
            "             [-e filename] [-c filename] [-g directives]\n"
        )
        return 0
    if "-t" in words or "-T" in words:
        shell.err(
            f"nginx: the configuration file {CONF} syntax is ok\nnginx: configuration file {CONF} test is successful\n"
        )
        if "-T" in words and shell.files.exists(CONF):
            shell.out(f"# configuration file {CONF}:\n" + shell.files.read(CONF).decode("utf-8", "replace"))
        return 0
    if "-s" in words:
        return signal(shell, words)
    shell.err("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n" * 5)
    shell.err("nginx: [emerg] still could not bind()\n")
    return 1


def signal(shell: Process, words: list[str]) -> int:
    """`-s reload|reopen|quit|stop`."""
    wanted = words[words.index("-s") + 1 : words.index("-s") + 2]
    if not wanted or wanted[0] not in ("reload", "reopen", "quit", "stop"):
        shell.err(f'nginx: invalid option: "-s {wanted[0] if wanted else ""}"\n')
        return 1
    if wanted[0] in ("reload", "reopen"):
        shell.err(notice(shell))
        return 0
    hook = shell.facts.get("kill")
    shell.err(notice(shell))
    if hook is not None:
        hook(1, 15)
    return 0


def notice(shell: Process) -> str:
    from minikctl.state.clock import civil

    year, month, day, hour, minute, second = civil(shell.clock.now())
    when = f"{year}/{month:02}/{day:02} {hour:02}:{minute:02}:{second:02}"
    return f"{when} [notice] {shell.pid}#{shell.pid}: signal process started\n"
