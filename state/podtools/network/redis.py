"""`redis-cli`, and Redis' own protocol as far as people type it: strings, lists, counters, keys."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from minikctl.state.objects import copy_tree, split_key
from minikctl.state.podtools.network.questions import caller_of
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic.caller import Caller
from minikctl.state.traffic.messages import REFUSED, TIMED_OUT, UNKNOWN_HOST, Answerer, Failure

Obj = dict[str, Any]

PORT = 6379
LEADERS = ("redis-leader", "redis-master")
CHANGES = "SET SETNX DEL INCR DECR INCRBY DECRBY APPEND LPUSH RPUSH LPOP RPOP FLUSHALL FLUSHDB EXPIRE SADD HSET"
WRITES = frozenset(CHANGES.split())
VALUES = {"-h": "host", "-p": "port", "-a": "password", "-n": "number", "-r": "repeat", "-i": "interval", "-u": "url"}


class Complaint(Exception):
    """A reply that is an error."""


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`redis-cli [-h HOST] [-p PORT] [COMMAND …]`; without a command, what is typed."""
    words, settings = list(argv[1:]), {"host": "127.0.0.1", "port": str(PORT)}
    flags: set[str] = set()
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word in VALUES and words:
            settings[VALUES[word]] = words.pop(0)
        elif word in ("-v", "--version"):
            shell.out("redis-cli 8.0.2\n")
            return 0
        else:
            flags.add(word)
    try:
        port = int(settings["port"]) if settings["port"].isdigit() else PORT
        store = connected(caller_of(shell), settings["host"], port)
    except Failure as failure:
        if failure.kind == TIMED_OUT:
            yield Wait(shell.clock.now() + 131)
        shell.err(f"Could not connect to Redis at {settings['host']}:{settings['port']}: {words_of(failure)}\n")
        return 1
    shown = shell.tty and "--raw" not in flags
    if words:
        reply = answer(store, words)
        shell.out(laid_out(reply) if shown else raw(reply))
        return 0
    while line := (yield from shell.stdin.wait_line()):
        try:
            typed = shlex.split(line)
        except ValueError:
            shell.out("Invalid argument(s)\n")
            continue
        if typed and typed[0].lower() in ("quit", "exit"):
            break
        if typed:
            reply = answer(store, typed)
            shell.out(laid_out(reply) if shown else raw(reply))
    return 0


def words_of(failure: Failure) -> str:
    return {REFUSED: "Connection refused", UNKNOWN_HOST: "Name or service not known"}.get(
        failure.kind, "Connection timed out"
    )


def server(shell: Process, argv: Sequence[str]) -> int:
    """`redis-server` where one already runs."""
    if "-v" in argv or "--version" in argv:
        shell.out("Redis server v=8.0.2 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n")
        return 0
    shell.out("# Warning: Could not create server TCP listening socket *:6379: bind: Address already in use\n")
    return 1


class Store:
    """The data of one server, kept in what its node remembers of the container."""

    def __init__(self, caller: Caller, found: Answerer) -> None:
        self.caller = caller
        self.found = found
        self.is_replica = False
        namespace, name = split_key(found.pod)
        from minikctl.state.kinds import POD

        self.pod = caller.view.get(POD, name, namespace)
        every = self.pod["spec"].get("containers") or ()
        self.container: Obj = next(one for one in every if one["name"] == found.container)

    @property
    def memory(self) -> Obj:
        known = (self.caller.view.runtime(self.pod).get("containers") or {}).get(self.container["name"]) or {}
        found: Obj = copy_tree(known.get("app") or {})
        return found

    @property
    def data(self) -> Obj:
        found: Obj = self.memory.get("redis") or {}
        return found

    def keep(self, data: Obj) -> None:
        from minikctl.state.images.answering import keep

        keep(self.caller.cluster, self.pod, self.container, {**self.memory, "redis": data}, [], False)


def connected(caller: Caller, host: str, port: int) -> Store:
    """The server at a host; a replica answers with its leader's data; raises Failure."""
    found = caller.open(host, port)
    if found.kind != "pod":
        raise Failure(REFUSED, host, port)
    store = Store(caller, found)
    from minikctl.state.images.registry import app as app_of

    program: Any = app_of(caller.view, store.pod, store.container)
    if getattr(program, "is_replica", lambda: False)():
        words = program.argv()
        place = next((index for index, word in enumerate(words) if word in ("--replicaof", "--slaveof")), -1)
        leaders = (words[place + 1],) if place >= 0 else LEADERS
        own = Caller(caller.cluster, pod=found.pod)
        for leader in leaders:
            try:
                store = Store(caller, own.open(leader, PORT))
            except Failure:
                continue
            break
        store.is_replica = True
    return store


def answer(store: Store, words: Sequence[str]) -> Any:
    """The reply to a command: text, a number, None, a list; a Complaint as a value."""
    name, rest = words[0].upper(), list(words[1:])
    if store.is_replica and name in WRITES:
        return Complaint("READONLY You can't write against a read only replica.")
    data = copy_tree(store.data)
    try:
        reply = command(store, data, name, rest, words[0])
    except Complaint as complaint:
        return complaint
    except (IndexError, ValueError) as error:
        if isinstance(error, IndexError):
            return Complaint(f"ERR wrong number of arguments for '{name.lower()}' command")
        return Complaint("ERR value is not an integer or out of range")
    if name in WRITES:
        store.keep(data)
    return reply


class Fine(str):
    """A status reply: shown without quotes."""

    __slots__ = ()


def command(store: Store, data: Obj, name: str, words: list[str], typed: str) -> Any:
    """Does one command on the data; raises Complaint, IndexError, ValueError."""
    if name == "PING":
        return words[0] if words else Fine("PONG")
    if name == "ECHO":
        return words[0]
    if name == "SET":
        data[words[0]] = words[1]
        return Fine("OK")
    if name == "SETNX":
        fresh = words[0] not in data
        data.setdefault(words[0], words[1])
        return int(fresh)
    if name == "GET":
        return of_type(data.get(words[0]), str)
    if name == "APPEND":
        data[words[0]] = str(of_type(data.get(words[0]), str) or "") + words[1]
        return len(data[words[0]])
    if name in ("INCR", "DECR", "INCRBY", "DECRBY"):
        step = int(words[1]) if name.endswith("BY") else 1
        data[words[0]] = str(int(of_type(data.get(words[0]), str) or 0) + (step if name.startswith("INCR") else -step))
        return int(data[words[0]])
    if name == "DEL":
        return sum(data.pop(word, None) is not None for word in words)
    if name == "EXISTS":
        return sum(word in data for word in words)
    if name == "KEYS":
        return [key for key in data if fnmatchcase(key, words[0])]
    if name == "DBSIZE":
        return len(data)
    if name in ("FLUSHALL", "FLUSHDB"):
        data.clear()
        return Fine("OK")
    if name == "TYPE":
        found = data.get(words[0])
        return Fine(type_name(found))
    if name in ("LPUSH", "RPUSH", "LRANGE", "LLEN", "LPOP", "RPOP"):
        return lists(data, name, words)
    if name in ("HSET", "HGET", "HGETALL"):
        return hashes(data, name, words)
    return about(store, data, name, words, typed)


def about(store: Store, data: Obj, name: str, words: list[str], typed: str) -> Any:
    """Commands about the server; raises Complaint."""
    if name == "INFO":
        return info(store, data, words[0].lower() if words else "")
    if name == "ROLE":
        return ["slave" if store.is_replica else "master", 0, []]
    if name in ("AUTH", "SELECT", "SAVE", "BGSAVE", "CONFIG", "CLIENT", "EXPIRE"):
        return Fine("OK")
    if name == "PUBLISH":
        return 0
    given = "".join(f"'{word}' " for word in words)
    raise Complaint(f"ERR unknown command '{typed}', with args beginning with: {given}")


def type_name(value: object) -> str:
    """What TYPE says of a value."""
    if value is None:
        return "none"
    return "hash" if isinstance(value, dict) else "list" if isinstance(value, list) else "string"


def of_type(value: Any, kind: type) -> Any:
    if value is not None and not isinstance(value, kind):
        raise Complaint("WRONGTYPE Operation against a key holding the wrong kind of value")
    return value


def lists(data: Obj, name: str, words: list[str]) -> Any:
    found = of_type(data.get(words[0]), list)
    items = list(found or ())
    if name == "LLEN":
        return len(items)
    if name == "LRANGE":
        first, last = int(words[1]), int(words[2])
        first = max(0, first + len(items)) if first < 0 else first
        return items[first : (last + len(items) if last < 0 else last) + 1]
    if name in ("LPOP", "RPOP"):
        taken = items.pop(0 if name == "LPOP" else -1) if items else None
        data[words[0]] = items
        return taken
    for word in words[1:]:
        items.insert(0 if name == "LPUSH" else len(items), word)
    data[words[0]] = items
    return len(items)


def hashes(data: Obj, name: str, words: list[str]) -> Any:
    found = dict(of_type(data.get(words[0]), dict) or {})
    if name == "HGET":
        return found.get(words[1])
    if name == "HGETALL":
        return [part for pair in found.items() for part in pair]
    pairs = dict(zip(words[1::2], words[2::2], strict=False))
    fresh = sum(key not in found for key in pairs)
    data[words[0]] = {**found, **pairs}
    return fresh


def info(store: Store, data: Obj, section: str) -> str:
    """`INFO [server|replication|keyspace]`."""
    role = "slave" if store.is_replica else "master"
    parts = {
        "server": "# Server\r\nredis_version:8.0.2\r\nredis_mode:standalone\r\ntcp_port:6379\r\n",
        "replication": f"# Replication\r\nrole:{role}\r\nconnected_slaves:0\r\n",
        "keyspace": "# Keyspace\r\n" + (f"db0:keys={len(data)},expires=0,avg_ttl=0\r\n" if data else ""),
    }
    return parts.get(section, "\r\n".join(parts.values()) if not section else "")


def laid_out(reply: Any, indent: str = "") -> str:
    """A reply as a terminal shows it."""
    if isinstance(reply, Complaint):
        return f"(error) {reply}\n"
    if reply is None:
        return "(nil)\n"
    if isinstance(reply, int):
        return f"(integer) {reply}\n"
    if isinstance(reply, list):
        if not reply:
            return "(empty array)\n"
        width = len(str(len(reply)))
        rows = [f"{number:>{width}}) {laid_out(one, indent)}" for number, one in enumerate(reply, 1)]
        return "".join(rows)
    if isinstance(reply, Fine) or "\r\n" in reply:
        return f"{reply}\n" if isinstance(reply, Fine) else reply
    quoted = reply.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{quoted}"\n'


def raw(reply: Any) -> str:
    """A reply as it is written to a pipe."""
    if isinstance(reply, list):
        return "".join(raw(one) for one in reply) or "\n"
    return "\n" if reply is None else f"{reply}\n"


def wire_form(reply: Any) -> str:
    """A reply as the server sends it (RESP)."""
    if isinstance(reply, Complaint):
        return f"-{reply}\r\n"
    if reply is None:
        return "$-1\r\n"
    if isinstance(reply, int):
        return f":{reply}\r\n"
    if isinstance(reply, list):
        return f"*{len(reply)}\r\n" + "".join(wire_form(one) for one in reply)
    return f"+{reply}\r\n" if isinstance(reply, Fine) else f"${len(reply.encode())}\r\n{reply}\r\n"


def inline(shell: Process, found: Answerer, typed: str) -> str:
    """What a server says to lines that are typed by hand (nc, telnet); "" unless it is Redis."""
    if found.kind != "pod":
        return ""
    caller = caller_of(shell)
    from minikctl.state.images.registry import app as app_of

    store = Store(caller, found)
    if "redis-server" not in app_of(caller.view, store.pod, store.container).servers:
        return ""
    replies = []
    for line in typed.splitlines():
        words = line.split()
        if words and words[0].lower() == "quit":
            replies.append("+OK\r\n")
            break
        if words:
            replies.append(wire_form(answer(store, words)))
    return "".join(replies)
