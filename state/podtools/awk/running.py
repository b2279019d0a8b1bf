"""Running awk programs: rules and statements."""

from __future__ import annotations

from minikctl.state.podtools.awk.functions import Functions
from minikctl.state.podtools.awk.parser import Tree
from minikctl.state.podtools.awk.values import (
    Break,
    Continue,
    Exit,
    Next,
    NextFile,
    Numeric,
    Return,
    number,
    text,
    truth,
)


class Machine(Functions):
    """A program with its variables and the record it looks at."""

    def reads_input(self) -> bool:
        return any(kind != "BEGIN" for kind, _, _ in self.program.rules)

    def run_rules(self, phase: str) -> None:
        self.phase = phase
        for kind, pattern, action in self.program.rules:
            if kind == phase and (pattern is None or self.selects(pattern)):
                if action is None:
                    self.shell.out(self.record + self.string(self.get("ORS")))
                else:
                    self.execute(action)

    def run_line(self) -> None:
        """Runs the rules for the record."""
        try:
            self.run_rules("line")
        except Next:
            return

    def selects(self, pattern: Tree) -> bool:
        if pattern[0] != "range":
            return truth(self.value(pattern))
        _, first, last, index = pattern
        if not self.active.get(index) and not truth(self.value(first)):
            return False
        self.active[index] = not truth(self.value(last))
        return True

    def execute(self, node: Tree) -> None:
        self.shell.limits.step()
        getattr(self, f"do_{node[0]}")(node)

    def do_block(self, node: Tree) -> None:
        for statement in node[1]:
            self.execute(statement)

    def do_expression(self, node: Tree) -> None:
        self.value(node[1])

    def do_if(self, node: Tree) -> None:
        if truth(self.value(node[1])):
            self.execute(node[2])
        elif node[3] is not None:
            self.execute(node[3])

    def once(self, body: Tree) -> bool:
        """Runs a loop's body; False if the loop is left."""
        try:
            self.execute(body)
        except Break:
            return False
        except Continue:
            pass
        return True

    def do_while(self, node: Tree) -> None:
        while truth(self.value(node[1])) and self.once(node[2]):
            pass

    def do_do(self, node: Tree) -> None:
        while self.once(node[1]) and truth(self.value(node[2])):
            pass

    def do_for(self, node: Tree) -> None:
        _, start, condition, step, body = node
        if start is not None:
            self.execute(start)
        while (condition is None or truth(self.value(condition))) and self.once(body):
            if step is not None:
                self.execute(step)

    def do_forin(self, node: Tree) -> None:
        for key in list(self.array(node[2])):
            self.put(node[1], Numeric(key))
            if not self.once(node[3]):
                return

    def do_break(self, node: Tree) -> None:
        raise Break

    def do_continue(self, node: Tree) -> None:
        raise Continue

    def do_next(self, node: Tree) -> None:
        raise Next

    def do_nextfile(self, node: Tree) -> None:
        raise NextFile

    def do_exit(self, node: Tree) -> None:
        status = None if node[1] is None else int(number(self.value(node[1]))) & 255
        raise Exit(status, False)

    def do_return(self, node: Tree) -> None:
        raise Return(None if node[1] is None else self.value(node[1]))

    def do_delete(self, node: Tree) -> None:
        if node[2] is None:
            self.array(node[1]).clear()
        else:
            self.array(node[1]).pop(self.subscript(node[2]), None)

    def do_print(self, node: Tree) -> None:
        form = str(self.globals["OFMT"])
        values = [text(self.value(value), form) for value in node[1]] if node[1] else [self.record]
        self.emit(self.string(self.get("OFS")).join(values) + self.string(self.get("ORS")), node)

    def do_printf(self, node: Tree) -> None:
        values = [self.value(value) for value in node[1]]
        self.emit(self.formatted(self.string(values[0]), values[1:]), node)

    def emit(self, output: str, node: Tree) -> None:
        _, _, op, target = node
        if not op:
            self.shell.out(output)
            return
        name = self.string(self.value(target))
        if op == "|":
            self.pipes.setdefault(name, []).append(output)
        elif name in ("/dev/stdout", "/dev/stderr"):
            (self.shell.out if name == "/dev/stdout" else self.shell.err)(output)
        else:
            path = self.shell.path(name)
            if op == ">" and path not in self.written:
                self.shell.files.write(path, b"")
            self.written.add(path)
            self.shell.files.append(path, output.encode("utf-8", "surrogateescape"))
