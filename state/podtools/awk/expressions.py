"""The values of expressions in awk programs."""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Sequence
from typing import Any

from minikctl.state.podtools.awk.lexer import AwkError
from minikctl.state.podtools.awk.parser import Tree
from minikctl.state.podtools.awk.records import Records
from minikctl.state.podtools.awk.values import (
    Numeric,
    Return,
    Value,
    looks_numeric,
    number,
    truth,
)
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Pipe, Wait, complete


class Expressions(Records):
    """Finds the value of each kind of expression: `of_KIND`."""

    def execute(self, node: Tree) -> None:
        """Runs a statement: the body of a function."""
        raise NotImplementedError

    def of_builtin(self, node: Tree) -> Value:
        """What a function of awk's own gives."""
        raise NotImplementedError

    def value(self, node: Tree) -> Value:
        found: Value = getattr(self, f"of_{node[0]}")(node)
        return found

    def of_number(self, node: Tree) -> Value:
        found: Value = node[1]
        return found

    of_string = of_number

    def of_regex(self, node: Tree) -> Value:
        return float(self.regex(node[1]).search(self.record) is not None)

    def of_name(self, node: Tree) -> Value:
        return self.get(node[1])

    def of_paren(self, node: Tree) -> Value:
        return self.value(node[1])

    def of_group(self, node: Tree) -> Value:
        return self.subscript(node[1])

    def of_field(self, node: Tree) -> Value:
        return self.field(int(number(self.value(node[1]))))

    def subscript(self, nodes: Sequence[Tree]) -> str:
        return self.string(self.get("SUBSEP")).join(self.string(self.value(node)) for node in nodes)

    def of_element(self, node: Tree) -> Value:
        return self.array(node[1]).setdefault(self.subscript(node[2]), None)

    def of_in(self, node: Tree) -> Value:
        return float(self.subscript(node[1]) in self.array(node[2]))

    def store(self, target: Tree, value: Value) -> Value:
        if target[0] == "name":
            self.put(target[1], value)
        elif target[0] == "field":
            self.put_field(int(number(self.value(target[1]))), value)
        elif target[0] == "element":
            self.array(target[1])[self.subscript(target[2])] = value
        else:
            raise AwkError("syntax error: assignment to what is no variable")
        return value

    def of_assign(self, node: Tree) -> Value:
        _, op, target, right = node
        value = self.value(right)
        if op:
            value = self.calculated(op, number(self.value(target)), number(value))
        return self.store(target, value)

    def of_increment(self, node: Tree) -> Value:
        _, op, is_prefix, target = node
        before = number(self.value(target))
        after = before + (1 if op == "++" else -1)
        self.store(target, after)
        return after if is_prefix else before

    def of_ternary(self, node: Tree) -> Value:
        return self.value(node[2] if truth(self.value(node[1])) else node[3])

    def of_or(self, node: Tree) -> Value:
        return float(truth(self.value(node[1])) or truth(self.value(node[2])))

    def of_and(self, node: Tree) -> Value:
        return float(truth(self.value(node[1])) and truth(self.value(node[2])))

    def of_match(self, node: Tree) -> Value:
        _, negated, left, right = node
        return float((self.pattern(right).search(self.string(self.value(left))) is not None) != negated)

    def pattern(self, node: Tree) -> re.Pattern[str]:
        return self.regex(node[1] if node[0] == "regex" else self.string(self.value(node)))

    def of_compare(self, node: Tree) -> Value:
        _, op, left_node, right_node = node
        left, right = self.value(left_node), self.value(right_node)
        first: Any
        second: Any
        if looks_numeric(left) and looks_numeric(right):
            first, second = number(left), number(right)
        else:
            first, second = self.string(left), self.string(right)
        order = (first > second) - (first < second)
        results = {
            "<": order < 0,
            "<=": order <= 0,
            "==": order == 0,
            "!=": order != 0,
            ">=": order >= 0,
            ">": order > 0,
        }
        return float(results[op])

    def of_concat(self, node: Tree) -> Value:
        left = self.string(self.value(node[1]))
        return left + self.string(self.value(node[2]))

    def of_binary(self, node: Tree) -> Value:
        _, op, left, right = node
        first = number(self.value(left))
        return self.calculated(op, first, number(self.value(right)))

    def calculated(self, op: str, left: float, right: float) -> float:
        if op in "/%" and right == 0:
            raise AwkError("division by zero" if op == "/" else "division by zero in %")
        if op == "+":
            return left + right
        if op == "-":
            return left - right
        if op == "*":
            return left * right
        if op == "/":
            return left / right
        return math.fmod(left, right) if op == "%" else float(left**right)

    def of_unary(self, node: Tree) -> Value:
        value = self.value(node[2])
        if node[1] == "!":
            return float(not truth(value))
        return -number(value) if node[1] == "-" else number(value)

    def of_getline(self, node: Tree) -> Value:
        _, op, source, target = node
        if source is None:
            if self.reader is None:
                return 0.0
            line = complete_line(self, self.reader)
            if line is not None:
                self.globals["NR"] = number(self.globals["NR"]) + 1
        else:
            line = self.line_from(op, self.string(self.value(source)))
        if line is None:
            return 0.0
        if target is None:
            self.set_record(line, counts=False)
        else:
            self.store(target, Numeric(line))
        return 1.0

    def line_from(self, op: str, name: str) -> str | None:
        if name not in self.inputs:
            found: list[str] = []
            if op == "|":
                self.shell.call(["sh", "-c", name], out=found.append)
            elif name == "-":
                found.append(self.shell.stdin.read())
            elif self.shell.files.exists(self.shell.path(name)):
                found.append(self.shell.files.read(self.shell.path(name)).decode("utf-8", "surrogateescape"))
            self.inputs[name] = Pipe("".join(found), closed=True)
        line = self.inputs[name].readline()
        return line.removesuffix("\n") if line else None

    # functions

    def of_call(self, node: Tree) -> Value:
        _, name, arguments = node
        if name not in self.program.functions:
            raise AwkError(f"calling undefined function {name}")
        parameters, body = self.program.functions[name]
        frame: dict[str, Any] = dict.fromkeys(parameters)
        for parameter, argument in zip(parameters, arguments, strict=False):
            frame[parameter] = self.argument(argument)
        self.locals.append(frame)
        try:
            self.execute(body)
        except Return as end:
            return end.value
        finally:
            self.locals.pop()
        return None

    def argument(self, node: Tree) -> Any:
        """An argument's value; an array (or what may become one) is passed itself."""
        if node[0] == "name":
            value = self.scope(node[1]).get(node[1])
            if isinstance(value, dict):
                return value
            if value is None and node[1] != "NF":
                self.scope(node[1])[node[1]] = None
        return self.value(node)


def complete_line(machine: Records, reader: Reader) -> str | None:
    """The next record at once, for `getline` (input that is still growing counts as ended)."""
    found: list[str | None] = []

    def steps() -> Generator[Wait, None, int]:
        found.append((yield from machine.next_record(reader)))
        return 0

    complete(steps(), machine.shell.clock)
    return found[0] if found else None
