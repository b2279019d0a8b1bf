"""`mongo` and `mongosh`: connecting to MongoDB, and the few questions that tutorials ask it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from minikctl.state.podtools.network.questions import caller_of
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic.messages import REFUSED, TIMED_OUT, UNKNOWN_HOST, Failure

PORT = 27017
WHY = {REFUSED: "Connection refused", TIMED_OUT: "Connection timed out"}


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`mongo [HOST[:PORT][/DB]] [--host HOST] [--port PORT] [--quiet] [--eval TEXT]`."""
    words, host, port, text, quiet = list(argv[1:]), "127.0.0.1", PORT, None, False
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if name in ("--host", "--port", "--eval", "-u", "-p", "--authenticationDatabase", "--username", "--password"):
            value = value if equals else (words.pop(0) if words else "")
            if name == "--eval":
                text = value
            elif name == "--host":
                host = value
            elif name == "--port":
                port = int(value) if value.isdigit() else PORT
        elif word == "--quiet":
            quiet = True
        elif word == "--version":
            shell.out(f"{version(shell)}\n" if argv[0].endswith("sh") else f"MongoDB shell version v{version(shell)}\n")
            return 0
        elif not word.startswith("-"):
            place = re.match(r"(?:mongodb://)?(?:[^@/]*@)?([^:/,]+)(?::(\d+))?", word)
            if place and ("." in word or ":" in word or "/" in word):
                host, port = place.group(1), int(place.group(2) or port)
    host, _, number = host.rpartition("/")[2].partition(",")[0].partition(":")
    port = int(number) if number.isdigit() else port
    try:
        caller_of(shell).open(host, port)
    except Failure as failure:
        if failure.kind == TIMED_OUT:
            yield Wait(shell.clock.now() + 30)
        return refused(shell, argv[0], host, port, failure)
    if not quiet:
        shell.out(greeting(shell, argv[0], host, port))
    if text is not None:
        shell.out(evaluated(shell, text))
        return 0
    while line := (yield from shell.stdin.wait_line()):
        if line.strip() in ("exit", "quit", "quit()", "exit()"):
            break
        if line.strip():
            shell.out(evaluated(shell, line.strip()))
    if not quiet and not argv[0].endswith("sh"):
        shell.out("bye\n")
    return 0


def version(shell: Process) -> str:
    """The server's version, by the image's tag."""
    _, tag = shell.facts.get("image") or ("", "")
    head = str(tag).partition("-")[0]
    return head if re.fullmatch(r"\d+\.\d+\.\d+", head) else f"{head}.0" if re.fullmatch(r"\d+\.\d+", head) else "8.0.9"


def greeting(shell: Process, program: str, host: str, port: int) -> str:
    """The first lines."""
    if program.endswith("sh"):
        mark = sha256(f"{host}{shell.clock.now()}".encode()).hexdigest()[:24]
        url = f"mongodb://{host}:{port}/?directConnection=true&serverSelectionTimeoutMS=2000&appName=mongosh+2.5.2"
        head = f"Current Mongosh Log ID:\t{mark}\nConnecting to:\t\t{url}\n"
        return f"{head}Using MongoDB:\t\t{version(shell)}\nUsing Mongosh:\t\t2.5.2\n\n"
    head = f"MongoDB shell version v{version(shell)}\nconnecting to: mongodb://{host}:{port}/\n"
    return f"{head}MongoDB server version: {version(shell)}\n"


def refused(shell: Process, program: str, host: str, port: int, failure: Failure) -> int:
    """Why there is no connection."""
    if program.endswith("sh"):
        unknown = failure.kind == UNKNOWN_HOST
        why = f"getaddrinfo ENOTFOUND {host}" if unknown else f"connect ECONNREFUSED {host}:{port}"
        shell.err(f"MongoNetworkError: {why}\n")
        return 1
    why = WHY.get(failure.kind, "Name or service not known")
    shell.err(f"Error: couldn't connect to server {host}:{port}, connection attempt failed: SocketException: ")
    shell.err(f"Error connecting to {host}:{port} :: caused by :: {why} :\nconnect@src/mongo/shell/mongo.js:374:17\n")
    shell.err("exception: connect failed\n")
    return 1


def evaluated(shell: Process, text: str) -> str:
    """The answer to an expression that is known."""
    plain = re.sub(r"\s+", "", text).rstrip(";").replace('"', "'")
    if plain in ("db.version()", "print(db.version())"):
        return f"{version(shell)}\n"
    if "ping" in plain:
        return "{ ok: 1 }\n" if "mongosh" in shell.argv[0] else '{ "ok" : 1 }\n'
    if plain in ("showdbs", "showdatabases"):
        return "admin   40.00 KiB\nconfig  12.00 KiB\nlocal   40.00 KiB\n"
    if plain == "db":
        return "test\n"
    if plain in ("showcollections", "showtables"):
        return ""
    if plain.startswith("db.") and ".find(" in plain:
        return ""
    if plain.startswith("rs.status("):
        return "MongoServerError: not running with --replSet\n"
    return ""
