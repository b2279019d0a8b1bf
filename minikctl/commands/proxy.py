"""`proxy`: the API server, reached from here without logging in."""

from __future__ import annotations

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    Flag(
        "accept-hosts",
        default=r"^localhost$,^127\.0\.0\.1$,^\[::1\]$",
        effect="Accepted, without effect: nothing is filtered.",
    ),
    Flag("accept-paths", default="^.*", effect="Accepted, without effect: nothing is filtered."),
    Flag("address", default="127.0.0.1", effect="Where to listen."),
    Flag("api-prefix", default="/", effect="Accepted, without effect: the API answers at /."),
    Flag("append-server-path", kind="bool", effect="Accepted, without effect: the server stands at no path."),
    Flag("disable-filter", kind="bool", effect="Accepted, without effect: nothing is filtered."),
    Flag("keepalive", kind="duration", effect="Accepted, without effect: every answer ends its connection."),
    Flag("port", "p", "int", default=8001, effect="The port here; 0: any."),
    Flag("reject-methods", default="^$", effect="Accepted, without effect: nothing is filtered."),
    Flag(
        "reject-paths",
        default="^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
        effect="Accepted, without effect: nothing is filtered.",
    ),
    Flag("unix-socket", "u", effect="Accepted, without effect: it listens on a port."),
    Flag("www", "w", effect="Accepted, without effect: no files are served."),
    Flag("www-prefix", "P", default="/static/", effect="Accepted, without effect: no files are served."),
)
USAGE = "[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]"
HELP = "Reach the API server from here: it answers on a port of this machine."
EXAMPLES = (("On port 8011", "kubectl proxy --port=8011"),)
API_SERVER = ("", 0)


def run(call: Invocation, args: list[str], options: Options) -> None:
    port, host = options["port"], options["address"]
    if port < 0 or port > 65535:
        raise CommandError(f"listen tcp: address {port}: invalid port")
    localhost = call.around.localhost
    if localhost is None:
        from minikctl.proxying import serve_api  # sockets: only here

        return serve_api(call, host, port)
    taken = port or 8001
    if not localhost.listen(taken, API_SERVER):
        raise CommandError(f"listen tcp {host}:{taken}: bind: address already in use")
    try:
        call.line(f"Starting to serve on {host}:{taken}")
        call.around.out.flush()
        call.wait(lambda _: False)
    finally:
        localhost.close(taken)
    return None
