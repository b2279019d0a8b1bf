"""Running what commands are built of: lists, pipelines, loops, conditions, functions' definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.shellscript import tree
from minikctl.state.shellscript.patterns import matches
from minikctl.state.shellscript.tasks import Pipe, Steps, Stopped, Task, until_done
from minikctl.state.shellscript.variables import ShellError

if TYPE_CHECKING:
    from minikctl.state.shellscript.interpreter import Interpreter

Builtin = Callable[["Interpreter", Sequence[str]], "int | Steps"]


class Flow(Exception):
    """`break`, `continue`, `return`."""


class Break(Flow):
    def __init__(self, levels: int) -> None:
        super().__init__()
        self.levels = levels


class Continue(Flow):
    def __init__(self, levels: int) -> None:
        super().__init__()
        self.levels = levels


class Return(Flow):
    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


def builtin(name: str) -> Builtin | None:
    """The builtin of a name."""
    from minikctl.state.shellscript.builtins import BUILTINS

    return BUILTINS.get(name)


def run_list(shell: Interpreter, node: tree.AndOr) -> Steps:
    status = yield from shell.condition(node.first)
    last = len(node.rest) - 1
    for index, (op, command) in enumerate(node.rest):
        if (status == 0) != (op == "&&"):
            continue
        if index == last:
            status = yield from shell.node(command)
        else:
            status = yield from shell.condition(command)
        shell.status = status
    return status


def run_pipeline(shell: Interpreter, node: tree.Pipeline) -> Steps:
    began = shell.clock.now()
    if node.negated:
        shell.checked += 1
    try:
        if len(node.commands) == 1:
            status = yield from shell.node(node.commands[0])
        else:
            status = yield from stages(shell, node)
    finally:
        if node.negated:
            shell.checked -= 1
    if node.timed:
        report_time(shell, shell.clock.now() - began)
    if node.negated:
        return int(status == 0)
    shell.check_errexit(status)
    return status


def stages(shell: Interpreter, node: tree.Pipeline) -> Steps:
    """Runs the stages of a pipeline side by side."""
    tasks: list[Task] = []
    source: Pipe | None = None
    for index, command in enumerate(node.commands):
        inner = shell.subshell()
        sink = Pipe() if index < len(node.commands) - 1 else None
        streams = shell.streams
        if source is not None:
            streams = streams.with_input(0, source)
        if sink is not None:
            streams = streams.with_out(1, sink.write)
            if node.both[index]:
                streams = streams.with_out(2, sink.write)
        inner.streams = streams
        task = Task(inner.stage(command, source, sink))
        if source is not None:
            source.wake = waker(shell, task)
        tasks.append(task)
        source = sink
    try:
        yield from until_done(tasks, shell.host.clock)
    except Stopped as signal:
        for task in tasks:
            task.throw(signal)
        raise
    statuses = [task.status or 0 for task in tasks]
    shell.variables.values["PIPESTATUS"] = {str(index): str(status) for index, status in enumerate(statuses)}
    if "pipefail" in shell.options:
        return next((status for status in reversed(statuses) if status), 0)
    return statuses[-1]


def waker(shell: Interpreter, task: Task) -> Callable[[], None]:
    """What a pipe calls when something was written: its reader goes on at once."""

    def wake() -> None:
        if task.runnable(shell.host.clock.now()):
            task.advance()

    return wake


def report_time(shell: Interpreter, seconds: float) -> None:
    def shown(value: float) -> str:
        return f"{int(value // 60)}m{value % 60:.3f}s"

    shell.err(f"\nreal\t{shown(seconds)}\nuser\t0m0.000s\nsys\t0m0.000s\n")


def run_group(shell: Interpreter, node: tree.Group) -> Steps:
    return (yield from shell.script(node.body))


def run_subshell(shell: Interpreter, node: tree.Subshell) -> Steps:
    status = yield from shell.subshell().enclosed(node.body)
    shell.check_errexit(status)
    return status


def run_if(shell: Interpreter, node: tree.If) -> Steps:
    for condition, body in node.clauses:
        status = yield from shell.condition(condition)
        shell.status = status
        if status == 0:
            return (yield from shell.script(body))
    return 0 if node.otherwise is None else (yield from shell.script(node.otherwise))


def loop_body(shell: Interpreter, body: tree.Script) -> Steps:
    """Runs a loop's body once; raises Break for the loop to end."""
    shell.loops += 1
    try:
        return (yield from shell.script(body))
    except Continue as jump:
        if jump.levels > 1 and shell.loops > 1:
            raise Continue(jump.levels - 1) from None
        return 0
    finally:
        shell.loops -= 1


def ended(jump: Break, loops: int) -> int:
    """A loop is left: goes on to the next outer one if more than one level was asked for."""
    if jump.levels > 1 and loops > 0:
        raise Break(jump.levels - 1) from None
    return 0


def run_loop(shell: Interpreter, node: tree.Loop) -> Steps:
    status = 0
    try:
        while True:
            found = yield from shell.condition(node.condition)
            if (found == 0) == node.stops_when:
                return status
            status = yield from loop_body(shell, node.body)
    except Break as jump:
        return ended(jump, shell.loops)


def run_for(shell: Interpreter, node: tree.For) -> Steps:
    if node.words is None:
        values = list(shell.positional)
    else:
        values = yield from shell.expander.fields(node.words)
    status = 0
    try:
        for value in values:
            shell.variables.put(node.name, value)
            status = yield from loop_body(shell, node.body)
    except Break as jump:
        return ended(jump, shell.loops)
    return status


def run_for_arithmetic(shell: Interpreter, node: tree.ForArith) -> Steps:
    status = 0
    yield from shell.expander.number(node.start)
    try:
        while (yield from is_true(shell, node.condition)):
            status = yield from loop_body(shell, node.body)
            yield from shell.expander.number(node.step)
    except Break as jump:
        return ended(jump, shell.loops)
    return status


def is_true(shell: Interpreter, word: tree.Word) -> Any:
    text = yield from shell.expander.text(word)
    shell.host.limits.step()
    return not text.strip() or shell.expander.calculate(text) != 0


def run_case(shell: Interpreter, node: tree.Case) -> Steps:
    text = yield from shell.expander.text(node.word)
    status, falls = 0, False
    for arm in node.arms:
        if not falls and not (yield from arm_matches(shell, arm, text)):
            continue
        status = yield from shell.script(arm.body)
        if arm.end == ";;":
            return status
        falls = arm.end == ";&"
    return status


def arm_matches(shell: Interpreter, arm: tree.Arm, text: str) -> Any:
    for word in arm.patterns:
        if matches((yield from shell.expander.pattern(word)), text):
            return True
    return False


def run_function(shell: Interpreter, node: tree.Function) -> Steps:
    shell.functions[node.name] = node
    return 0
    yield  # a generator, as all runners are


def run_calculation(shell: Interpreter, node: tree.Calculation) -> Steps:
    try:
        value = yield from shell.expander.number(node.text)
    except ShellError as error:
        shell.complain(error.message, "((")
        value = 0
    shell.check_errexit(int(value == 0))
    return int(value == 0)


def run_check(shell: Interpreter, node: tree.Check) -> Steps:
    from minikctl.state.shellscript.conditions import holds

    status = int(not (yield from holds(shell, node.condition)))
    shell.check_errexit(status)
    return status


def run_redirected(shell: Interpreter, node: tree.Redirected) -> Steps:
    from minikctl.state.shellscript.redirection import RedirectError, redirected

    before = shell.streams
    try:
        shell.streams = yield from redirected(shell, node.redirects)
        return (yield from shell.node(node.node))
    except RedirectError as error:
        shell.complain(str(error))
        return 1
    finally:
        shell.streams = before


RUNNERS: dict[type, Callable[[Interpreter, Any], Steps]] = {
    tree.AndOr: run_list,
    tree.Pipeline: run_pipeline,
    tree.Group: run_group,
    tree.Subshell: run_subshell,
    tree.If: run_if,
    tree.Loop: run_loop,
    tree.For: run_for,
    tree.ForArith: run_for_arithmetic,
    tree.Case: run_case,
    tree.Function: run_function,
    tree.Calculation: run_calculation,
    tree.Check: run_check,
    tree.Redirected: run_redirected,
}
