"""Go templates run: text/template's exec.go over decoded JSON, with the places and the words of its errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minikctl.gotemplate.functions import FUNCTIONS, Function
from minikctl.gotemplate.nodes import Action, Command, Node, Pipe
from minikctl.gotemplate.parse import NAME, Templates
from minikctl.gotemplate.values import MISSING, GoInt, truth, type_of
from minikctl.state.gotext import go_value

DEEPEST = 100_000


class _NoArgument:
    """No value comes from the command before."""


NO_ARGUMENT = _NoArgument()
Quoted = Action | Node | Pipe | Command


class ExecutionError(ValueError):
    """A template failed; `written` is what it had printed by then."""

    def __init__(self, message: str, written: str) -> None:
        super().__init__(message)
        self.written = written


class _Jump(Exception):
    """A {{break}} or {{continue}} on its way to the range."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def execute(text: str, templates: Templates, data: Any, *, strict: bool = False) -> str:
    """What the template prints. `strict`: a missing key is an error. Raises ExecutionError."""
    run = _Run(text, templates, strict)
    try:
        run.walk_all(data, templates.main, boxed=False)
    except ExecutionError:
        raise
    except RecursionError:
        raise run.error(f"exceeded maximum template depth ({DEEPEST})") from None
    return "".join(run.written)


class _Run:
    """One execution; `place` is what an error would be said of, `boxed` that the dot came from a list or map."""

    __slots__ = ("name", "place", "strict", "templates", "text", "variables", "written")

    def __init__(self, text: str, templates: Templates, strict: bool) -> None:
        self.text = text
        self.templates = templates
        self.strict = strict
        self.name = NAME
        self.place: Quoted | None = None
        self.variables: list[tuple[str, Any, bool]] = []
        self.written: list[str] = []

    def error(self, message: str) -> ExecutionError:
        found = f"template: {self.name}: {message}"
        if self.place is not None:
            before = self.text[: self.place.position]
            line, column = before.count("\n") + 1, len(before[before.rfind("\n") + 1 :].encode())
            where = f'{NAME}:{line}:{column}: executing "{self.name}" at <{self.place}>'
            found = f"template: {where}: {message}"
        return ExecutionError(found, "".join(self.written))

    # ---- actions

    def walk_all(self, dot: Any, actions: Sequence[Action], *, boxed: bool) -> None:
        if not self.variables:
            self.variables.append(("$", dot, boxed))
        for action in actions:
            self.walk(dot, action, boxed)

    def walk(self, dot: Any, action: Action, boxed: bool) -> None:
        self.place = action
        kind = action.kind
        if kind == "text":
            self.written.append(action.text)
        elif kind == "action":
            assert action.pipe is not None, "an action has a pipeline"
            value = self.pipe(dot, action.pipe, boxed)
            if not action.pipe.variables:
                self.place = action
                self.written.append("<no value>" if value is MISSING or value is None else go_value(value))
        elif kind in ("if", "with"):
            self.choose(dot, action, boxed)
        elif kind == "range":
            self.range(dot, action, boxed)
        elif kind == "template":
            self.template(dot, action, boxed)
        else:
            raise _Jump(kind)

    def choose(self, dot: Any, action: Action, boxed: bool) -> None:
        assert action.pipe is not None, "if and with have a pipeline"
        known = len(self.variables)
        value = self.pipe(dot, action.pipe, boxed)
        if truth(value):
            inner, inner_boxed = (value, False) if action.kind == "with" else (dot, boxed)
            self.walk_all(inner, action.body, boxed=inner_boxed)
        elif action.otherwise is not None:
            self.walk_all(dot, action.otherwise, boxed=boxed)
        del self.variables[known:]

    def range(self, dot: Any, action: Action, boxed: bool) -> None:
        assert action.pipe is not None, "range has a pipeline"
        known = len(self.variables)
        value = self.pipe(dot, action.pipe, boxed)
        pairs = self.pairs(value, len(action.pipe.variables))
        inside = len(self.variables)
        for key, element in pairs:
            self.set_range_variables(action.pipe, inside, key, element)
            try:
                self.walk_all(element, action.body, boxed=True)
            except _Jump as jump:
                if jump.kind == "break":
                    break
            finally:
                del self.variables[inside:]
        if not pairs and action.otherwise is not None:
            self.walk_all(dot, action.otherwise, boxed=boxed)
        del self.variables[known:]

    def pairs(self, value: Any, variables: int) -> list[tuple[Any, Any]]:
        """What a range goes through: keys or indexes with elements."""
        if value is MISSING or value is None:
            return []
        if isinstance(value, list):
            return [(GoInt(index), element) for index, element in enumerate(value)]
        if isinstance(value, dict):
            return [(key, value[key]) for key in sorted(value)]
        if isinstance(value, int) and not isinstance(value, bool):
            if variables > 1:
                raise self.error(f"can't use {value} to iterate over more than one variable")
            return [(MISSING, type(value)(number)) for number in range(value)]
        raise self.error(f"range can't iterate over {go_value(value)}")

    def set_range_variables(self, pipe: Pipe, inside: int, key: Any, element: Any) -> None:
        names = pipe.variables
        if not names:
            return
        values = [(key, False), (element, True)] if len(names) > 1 else [(element, True)]
        if pipe.assigns:
            for name, (value, boxed) in zip(names, values, strict=True):
                self.assign(name, value, boxed)
            return
        pairs = zip(names, values, strict=True)
        self.variables[inside - len(names) : inside] = [(name, value, boxed) for name, (value, boxed) in pairs]

    def template(self, dot: Any, action: Action, boxed: bool) -> None:
        body = self.templates.named.get(action.text)
        if body is None and action.text == NAME:
            body = self.templates.main
        if body is None:
            raise self.error(f'template "{action.text}" not defined')
        value = self.pipe(dot, action.pipe, boxed) if action.pipe else MISSING
        outer, outer_name = self.variables, self.name
        self.variables, self.name = [("$", value, False)], action.text
        self.walk_all(value, body, boxed=False)
        self.variables, self.name = outer, outer_name

    # ---- pipelines

    def pipe(self, dot: Any, pipe: Pipe, boxed: bool) -> Any:
        self.place = pipe
        value: Any = NO_ARGUMENT
        for command in pipe.commands:
            value = self.command(dot, command, value, boxed)
            if value is None:
                value = MISSING  # Go: an interface without a value becomes no value at all
        for name in pipe.variables:
            if pipe.assigns:
                self.assign(name, value, False)
            else:
                self.variables.append((name, value, False))
        return value

    def assign(self, name: str, value: Any, boxed: bool) -> None:
        for at in range(len(self.variables) - 1, -1, -1):
            if self.variables[at][0] == name:
                self.variables[at] = (name, value, boxed)
                return
        raise self.error(f"undefined variable: {name}")

    def command(self, dot: Any, command: Command, final: Any, boxed: bool) -> Any:
        first = command.args[0]
        if isinstance(first, Pipe):
            self.refuse_arguments(command.args, final)
            return self.pipe(dot, first, boxed)
        if first.kind == "name":
            return self.function(dot, first, command, command.args[1:], final, boxed)
        if first.kind in ("field", "chain", "variable"):
            return self.fields(dot, first, command.args, final, boxed)
        self.place = first
        self.refuse_arguments(command.args, final)
        if first.kind == "dot":
            return dot
        if first.kind == "nil":
            raise self.error("nil is not a command")
        return first.value

    def refuse_arguments(self, args: Sequence[Node | Pipe], final: Any) -> None:
        if len(args) > 1 or final is not NO_ARGUMENT:
            raise self.error(f"can't give argument to non-function {args[0]}")

    def fields(self, dot: Any, node: Node, args: Sequence[Node | Pipe], final: Any, boxed: bool) -> Any:
        """A field of the dot, of a variable or of a parenthesized pipeline."""
        self.place = node
        receiver, names = dot, node.names
        if node.kind == "variable":
            receiver, boxed = self.variable(names[0])
            names = names[1:]
            if not names:
                self.refuse_arguments(args, final)
                return receiver
        elif node.kind == "chain":
            if isinstance(node.value, Node) and node.value.kind == "nil":
                raise self.error(f"indirection through explicit nil in {node}")
            receiver, boxed = self.argument(dot, node.value, boxed), isinstance(node.value, Node)
        for at, name in enumerate(names):
            has_arguments = at == len(names) - 1 and (len(args) > 1 or final is not NO_ARGUMENT)
            receiver = self.field(receiver, name, has_arguments, boxed or at > 0)
        return receiver

    def variable(self, name: str) -> tuple[Any, bool]:
        for known, value, boxed in reversed(self.variables):
            if known == name:
                return value, boxed
        raise self.error(f"undefined variable: {name}")

    def field(self, receiver: Any, name: str, has_arguments: bool, boxed: bool) -> Any:
        if receiver is MISSING:
            if self.strict:
                raise self.error(f'nil data; no entry for key "{name}"')
            return MISSING
        if receiver is None:
            raise self.error(f"nil pointer evaluating interface {{}}.{name}")
        if not isinstance(receiver, dict):
            raise self.error(f"can't evaluate field {name} in type {'interface {}' if boxed else type_of(receiver)}")
        if has_arguments:
            raise self.error(f"{name} is not a method but has arguments")
        found = receiver.get(name, MISSING)
        if found is MISSING and self.strict:
            raise self.error(f'map has no entry for key "{name}"')
        return found

    # ---- functions

    def function(
        self, dot: Any, node: Node, command: Command | Node, args: Sequence[Node | Pipe], final: Any, boxed: bool
    ) -> Any:
        self.place = node
        name = node.text
        function = FUNCTIONS[name]
        count = len(args) + (final is not NO_ARGUMENT)
        if function.variadic and count < function.least:
            raise self.error(f"wrong number of args for {name}: want at least {function.least} got {len(args)}")
        if not function.variadic and count != function.least:
            raise self.error(f"wrong number of args for {name}: want {function.least} got {count}")
        if name in ("and", "or"):
            return self.shortcut(dot, name, args, final, boxed)
        values = self.values(dot, function, args, final, boxed)
        try:
            if name == "call":
                return _called(args, values)
            return function.call(*values)
        except ValueError as error:
            self.place = command
            raise self.error(f"error calling {name}: {error}") from None

    def shortcut(self, dot: Any, name: str, args: Sequence[Node | Pipe], final: Any, boxed: bool) -> Any:
        """`and` and `or` look at no more arguments than they must."""
        value: Any = MISSING
        for arg in args:
            value = self.argument(dot, arg, boxed)
            if truth(value) == (name == "or"):
                return value
        return value if final is NO_ARGUMENT else final

    def values(self, dot: Any, function: Function, args: Sequence[Node | Pipe], final: Any, boxed: bool) -> list[Any]:
        found = []
        for at, arg in enumerate(args):
            if at == 0 and function.text_first:
                found.append(self.text_argument(dot, arg, boxed))
            else:
                found.append(self.argument(dot, arg, boxed))
        if final is not NO_ARGUMENT:
            found.append(self.checked_text(final) if function.text_first and not found else final)
        return found

    def text_argument(self, dot: Any, arg: Node | Pipe, boxed: bool) -> str:
        if isinstance(arg, Node) and arg.kind in ("bool", "number"):
            self.place = arg
            raise self.error(f"expected string; found {arg}")
        if isinstance(arg, Node) and arg.kind == "nil":
            self.place = arg
            raise self.error("cannot assign nil to string")
        return self.checked_text(self.argument(dot, arg, boxed))

    def checked_text(self, value: Any) -> str:
        if value is MISSING:
            raise self.error("invalid value; expected string")
        if not isinstance(value, str):
            kind = "interface {}" if value is None else type_of(value)
            raise self.error(f"wrong type for value; expected string; got {kind}")
        return value

    def argument(self, dot: Any, arg: Node | Pipe, boxed: bool) -> Any:
        """The value of one argument."""
        if isinstance(arg, Pipe):
            self.place = arg
            return self.pipe(dot, arg, boxed)
        self.place = arg
        if arg.kind in ("field", "variable", "chain"):
            return self.fields(dot, arg, (arg,), NO_ARGUMENT, boxed)
        if arg.kind == "name":
            return self.function(dot, arg, arg, (), NO_ARGUMENT, boxed)
        if arg.kind == "dot":
            return dot
        return MISSING if arg.kind == "nil" else arg.value


def _called(args: Sequence[Node | Pipe], values: Sequence[Any]) -> Any:
    """`call` finds no function, for objects hold none."""
    if values[0] is MISSING or values[0] is None:
        raise ValueError("call of nil")
    name = str(args[0]) if args else ""
    raise ValueError(f"non-function {name} of type {type_of(values[0])}")
