"""Programs of a container's script that ask the network: run at the moment they ask, in the cluster as it is then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from minikctl.state.images.answering import Onlooker
from minikctl.state.objects import key_of
from minikctl.state.shellscript.process import Limits, Process
from minikctl.state.shellscript.tasks import Pipe, Starved, Stopped, complete

if TYPE_CHECKING:
    from minikctl.state.images.app import App

Obj = dict[str, Any]
Answer = list[Any]  # moment, exit status, output, errors, seconds taken, and in which order both were written

LONGEST = 120.0  # seconds a single question is followed


def ask(app: App, argv: list[str]) -> Answer:
    """Runs a network program once."""
    from minikctl.state import podtools
    from minikctl.state.images.filesystem import files_of
    from minikctl.state.traffic.caller import Caller

    onlooker = Onlooker(app.view)
    program = podtools.program(argv[0].rpartition("/")[2])
    said: list[list[Any]] = []  # 0: output, 1: errors
    if program is None:  # a client of the image's own server that nobody has written yet: it finds the server or not
        return [app.view.now, 0 if app.serving() is not None else 1, "", "", 0.0]
    host = Process(
        files=files_of(app),
        clock=onlooker.clock,
        out=lambda text: said.append([0, text]),
        err=lambda text: said.append([1, text]),
        stdin=Pipe(closed=True),
        env=app.variables(),
        cwd=app.workdir(),
        argv=argv,
        lookup=lambda name: podtools.program(name) if name.rpartition("/")[2] in app.programs() else None,
        user=app.username(),
        hostname=app.hostname,
        network=Caller(onlooker, pod=key_of(app.pod), depth=1),  # type: ignore[arg-type]
        flavour=app.flavour,
        facts={
            "image": (app.repository, app.tag),
            "ip": app.address,
            "namespace": app.namespace,
            "pod": app.pod["metadata"]["name"],
            "sh": app.shell,
            "system": app.system,
        },
        limits=Limits(50_000, 1_000_000),
    )
    try:
        status = complete(program(host, argv), onlooker.clock)
    except Stopped as signal:
        status = signal.status
    except Starved:
        status = 1
    except Exception as error:  # a program's own fault must not stop the cluster
        status, said = 1, [[1, f"{argv[0]}: {error}\n"]]
    took = min(round(onlooker.clock.now() - app.view.now, 3), LONGEST)
    out, err = ("".join(text for stream, text in said if stream == one) for one in (0, 1))
    answer = [app.view.now, int(status) & 255, out, err, took]
    return [*answer, said] if out and err else answer


def tell(shell: Process, answer: Answer) -> int:
    """Writes an answer as the program wrote it; its exit status."""
    status, out, err = answer[1:4]
    for stream, text in answer[5] if len(answer) > 5 else ([0, out], [1, err]):
        (shell.err if stream else shell.out)(text)
    return int(status)


def note(app: App, memory: Obj, argv: list[str]) -> None:
    """Asks, and notes the answer in the container's memory."""
    memory.setdefault("answers", {})[json.dumps(argv)] = [ask(app, argv)]


def look_again(app: App, memory: Obj) -> bool:
    """Asks everything again that was asked before; True if an answer is another one now."""
    changed = False
    for key, answers in (memory.get("answers") or {}).items():
        fresh = ask(app, json.loads(key))
        if fresh[1:4] != answers[-1][1:4]:
            answers.append(fresh)
            changed = True
    return changed
