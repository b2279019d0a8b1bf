"""`minikctl learn`: lessons that check the cluster and not the spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from minikctl import contexts
from minikctl.errors import CommandError
from minikctl.lessons import progress as kept
from minikctl.lessons.progress import Progress
from minikctl.lessons.reading import Lesson, lesson, names
from minikctl.own.app import Refused, around_of, new_app

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

app = new_app("Lessons")

CLUSTER = "learn"
WORDS = ("check", "hint", "show", "solution", "restart", "leave")


@app.command()
def learn(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="[NUMBER|check|hint|show|solution|restart|leave]")] = "",
) -> int:
    """Nothing: list the lessons. A number: begin one, in a cluster of its own."""
    around = around_of(context)
    done = kept.load(around.files, around.home)
    if not what:
        around.out.write(listed(done))
        return 0
    if what not in WORDS:
        return begin(around, done, chosen(what))
    if not done.lesson or done.lesson not in names():
        raise Refused("no lesson is open: `minikctl learn` lists them, `minikctl learn 1` begins the first")
    current = lesson(done.lesson)
    if what == "show":
        around.out.write(shown(current, done.task))
    elif what == "restart":
        return begin(around, done, current)
    elif what == "leave":
        return leave(around, done)
    elif what == "hint":
        return hint(around, done, current)
    elif what == "solution":
        around.out.write("".join(f"$ {one}\n" for one in current.tasks[done.task].solution))
    else:
        return check(around, done, current)
    return 0


def chosen(what: str) -> Lesson:
    """The lesson that a number or a name means."""
    for name in names():
        if what == name or (what.isdigit() and int(what) == int(name.partition("-")[0])):
            return lesson(name)
    raise CommandError(f'there is no lesson "{what}"')


def listed(done: Progress) -> str:
    """All lessons, with a mark where they are done, or open."""
    lines = []
    for name in names():
        one = lesson(name)
        mark = "✓" if name in done.done else "▸" if name == done.lesson else " "
        lines.append(f"{mark} {one.number:>2}  {one.title}\n")
    return "".join(lines) + f"{len(done.done)} of {len(names())} done; `minikctl learn NUMBER` begins one\n"


def shown(one: Lesson, task: int) -> str:
    """The lesson's beginning with its first task, or a later task."""
    current = one.tasks[task]
    parts = [f"{one.number}. {one.title}\n\n{one.prose}\n"] if not task else []
    parts.append(f"Task {task + 1} of {len(one.tasks)}: {current.title}\n\n{current.prose}\n")
    return "\n".join(parts) + "\n`minikctl learn check` tells whether it is done, `minikctl learn hint` helps.\n"


def begin(around: Surroundings, done: Progress, one: Lesson) -> int:
    """Makes the lesson's cluster and shows the first task."""
    from minikctl.lessons.running import flags_of, run
    from minikctl.opening import open_cluster

    before = done.context or contexts.target(around.config(), context="", cluster="", user="", namespace="").context
    if CLUSTER in existing(around):
        called(around, ["cluster", "delete", CLUSTER])
    called(around, ["cluster", "create", CLUSTER, *flags_of(one.needs)])
    status, said = run(open_cluster(around, CLUSTER), one.setup)
    if status:
        raise Refused(f"the lesson cannot be set up: {said.strip()}")
    kept.store(around.files, around.home, Progress(one.name, 0, 0, done.done, before))
    around.out.write(shown(one, 0))
    return 0


def existing(around: Surroundings) -> list[str]:
    from minikctl.own import cluster

    return cluster.names(around)


def called(around: Surroundings, words: list[str]) -> None:
    """Another command line. Raises Refused."""
    from minikctl import cli
    from minikctl.invocation import Surroundings as Given
    from minikctl.lessons.running import Kept

    out = Kept()
    given = {name: getattr(around, name) for name in Given.__slots__ if not name.startswith("_")}
    if cli.run(words, Given(**{**given, "out": out, "err": out, "cluster": None})):
        raise Refused(out.text.strip())


def check(around: Surroundings, done: Progress, current: Lesson) -> int:
    """Tells what is missing, or goes on to the next task."""
    from minikctl.lessons.running import missing
    from minikctl.opening import open_cluster

    if CLUSTER not in existing(around):
        raise Refused("the lesson's cluster is gone: `minikctl learn restart` makes it anew")
    left = missing(open_cluster(around, CLUSTER), current.tasks[done.task])
    if left:
        around.out.write("".join(f"✗ not yet: {one.what}\n" for one in left))
        return 1
    around.out.write("".join(f"✓ {one.what}\n" for one in current.tasks[done.task].checks))
    if done.task + 1 < len(current.tasks):
        following = done._replace(task=done.task + 1, hints=0)
        kept.store(around.files, around.home, following)
        around.out.write("\n" + shown(current, following.task))
        return 0
    finished = tuple(sorted({*done.done, current.name}))
    kept.store(around.files, around.home, done._replace(done=finished, task=0, hints=0))
    following_name = next((name for name in names() if name not in finished), "")
    later = (
        f"`minikctl learn {int(following_name.partition('-')[0])}` goes on" if following_name else "that was the last"
    )
    around.out.write(f"\nLesson {current.number} is done; {later}.\n")
    return 0


def hint(around: Surroundings, done: Progress, current: Lesson) -> int:
    """The next hint; the last one again where there are no more."""
    hints = current.tasks[done.task].hints
    if not hints:
        around.out.write("There is no hint for this one.\n")
        return 0
    number = min(done.hints, len(hints) - 1)
    kept.store(around.files, around.home, done._replace(hints=number + 1))
    around.out.write(f"Hint {number + 1} of {len(hints)}: {hints[number]}\n")
    return 0


def leave(around: Surroundings, done: Progress) -> int:
    """Back to the cluster from before; progress stays."""
    if CLUSTER in existing(around):
        called(around, ["cluster", "delete", CLUSTER])
    if done.context and done.context != CLUSTER:
        called(around, ["config", "use-context", done.context])
    kept.store(around.files, around.home, Progress(done=done.done))
    return 0
