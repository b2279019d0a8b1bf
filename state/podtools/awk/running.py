"""Running awk programs: values, fields, statements and expressions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeAlias

from minikctl.state.chance import Chance
from minikctl.state.podtools.awk.parser import AwkError, Parser, Tree
from minikctl.state.podtools.grep.regex import translated
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Pipe, Process, Wait, complete

Value: TypeAlias = "str | float | Numeric | None"
NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
FORMAT = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z%])")


class Numeric(str):
    """Text from the input: compared as a number if it looks like one."""

    __slots__ = ()


class Next(Exception):
    """`next`."""


class NextFile(Exception):
    """`nextfile`."""


class Break(Exception):
    """`break`."""


class Continue(Exception):
    """`continue`."""


class Return(Exception):
    """`return`."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Exit(Exception):
    """`exit`."""

    def __init__(self, status: int | None, from_begin: bool) -> None:
        super().__init__()
        self.status, self.from_begin = status, from_begin


def number(value: Value) -> float:
    if isinstance(value, float):
        return value
    match = NUMBER.match(value) if value else None
    return float(match.group()) if match else 0.0


def looks_numeric(value: Value) -> bool:
    if value is None or isinstance(value, float):
        return True
    return isinstance(value, Numeric) and NUMBER.fullmatch(value.rstrip()) is not None


def text(value: Value, form: str = "%.6g") -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e16:
            return str(int(value))
        return form % value
    return str(value)


def truth(value: Value) -> bool:
    if looks_numeric(value):
        return number(value) != 0
    return value != ""


class Machine:
    """A program with its variables and the record it looks at."""

    def __init__(self, shell: Process, program: Parser, arguments: Sequence[str]) -> None:
        self.shell, self.program = shell, program
        self.globals: dict[str, Any] = {
            "FS": " ", "OFS": " ", "ORS": "\n", "RS": "\n", "NR": 0.0, "FNR": 0.0, "SUBSEP": "\x1c", "RSTART": 0.0,
            "RLENGTH": -1.0, "CONVFMT": "%.6g", "OFMT": "%.6g", "FILENAME": "", "ENVIRON": {}, "ARGV": {},
            "ARGC": float(len(arguments)),
        }  # fmt: skip
        self.globals["ENVIRON"] = {name: Numeric(value) for name, value in shell.env.items()}
        self.globals["ARGV"] = {str(at): Numeric(value) for at, value in enumerate(arguments)}
        self.locals: list[dict[str, Any]] = []
        self.record = ""
        self.fields: list[Value] | None = []
        self.active: dict[int, bool] = {}
        self.phase = ""
        self.reader: Reader | None = None
        self.pending = ""
        self.regexes: dict[str, re.Pattern[str]] = {}
        self.pipes: dict[str, list[str]] = {}
        self.inputs: dict[str, Pipe] = {}
        self.written: set[str] = set()
        self.seed, self.draws = 0.0, 0

    # variables

    def scope(self, name: str) -> dict[str, Any]:
        return self.locals[-1] if self.locals and name in self.locals[-1] else self.globals

    def get(self, name: str) -> Value:
        if name == "NF":
            return float(len(self.split_fields()))
        value = self.scope(name).get(name)
        if isinstance(value, dict):
            raise AwkError(f"can't use array {name} in scalar context")
        found: Value = value
        return found

    def put(self, name: str, value: Value) -> None:
        if name == "NF":
            fields, count = self.split_fields(), int(number(value))
            self.fields = [*fields[:count], *[""] * (count - len(fields))]
            self.rebuild()
            return
        self.scope(name)[name] = value

    def array(self, name: str) -> dict[str, Value]:
        scope = self.scope(name)
        if scope.get(name) is None:
            scope[name] = {}
        found = scope[name]
        if not isinstance(found, dict):
            raise AwkError(f"can't use scalar {name} as array")
        return found

    def assign_text(self, assignment: str) -> None:
        from minikctl.state.podtools.awk.parser import string_value

        name, _, value = assignment.partition("=")
        self.put(name, Numeric(string_value(value)))

    def string(self, value: Value) -> str:
        return text(value, str(self.globals["CONVFMT"]))

    # records and fields

    def next_record(self, reader: Reader) -> Generator[Wait, None, str | None]:
        """The next record; None at the end of the file."""
        separator = self.string(self.get("RS"))
        if separator == "\n":
            line = yield from reader.line()
            return line.removesuffix("\n") if line else None
        if not self.pending:
            self.pending = (yield from reader.text()).removesuffix("\n")
            if not self.pending:
                return None
        if separator == "":
            pieces = re.split(r"\n\n+", self.pending.lstrip("\n"), maxsplit=1)
        else:
            pattern = re.escape(separator) if len(separator) == 1 else self.regex(separator).pattern
            pieces = re.split(pattern, self.pending, maxsplit=1)
        self.pending = pieces[-1] if len(pieces) > 1 else ""
        return pieces[0]

    def set_record(self, record: str, counts: bool = True) -> None:
        self.record, self.fields = record, None
        if counts:
            self.globals["NR"] = number(self.globals["NR"]) + 1
            self.globals["FNR"] = number(self.globals["FNR"]) + 1

    def split_fields(self) -> list[Value]:
        if self.fields is None:
            self.fields = [Numeric(field) for field in self.split(self.record, self.string(self.get("FS")))]
        return self.fields

    def split(self, record: str, separator: str) -> list[str]:
        if record == "":
            return []
        if separator == " ":
            return record.split()
        if separator == "":
            return list(record)
        if len(separator) == 1 and separator != "\\":
            newline = self.string(self.get("RS")) == ""
            return re.split(f"{re.escape(separator)}|\n" if newline else re.escape(separator), record)
        return self.regex(separator).split(record) if not self.regex(separator).groups else self.cut(separator, record)

    def cut(self, separator: str, record: str) -> list[str]:
        found, at = [], 0
        for match in self.regex(separator).finditer(record):
            found.append(record[at : match.start()])
            at = match.end()
        return [*found, record[at:]]

    def field(self, index: int) -> Value:
        if index == 0:
            return Numeric(self.record)
        if index < 0:
            raise AwkError(f"trying to access out of range field {index}")
        fields = self.split_fields()
        return fields[index - 1] if index <= len(fields) else None

    def put_field(self, index: int, value: Value) -> None:
        if index == 0:
            self.set_record(self.string(value), counts=False)
            return
        fields = self.split_fields()
        fields.extend([""] * (index - len(fields)))
        fields[index - 1] = value if isinstance(value, float) else Numeric(self.string(value))
        self.rebuild()

    def rebuild(self) -> None:
        self.record = self.string(self.get("OFS")).join(self.string(field) for field in self.fields or [])

    def regex(self, pattern: str) -> re.Pattern[str]:
        if pattern not in self.regexes:
            try:
                self.regexes[pattern] = re.compile(translated(pattern, True))
            except re.error as error:
                raise AwkError(f"syntax error in regular expression {pattern}") from error
        return self.regexes[pattern]

    # rules and statements

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

    def finish(self) -> None:
        """Runs the programs that output was piped into."""
        for name in list(self.pipes):
            self.close(name)

    def close(self, name: str) -> float:
        self.inputs.pop(name, None)
        self.written.discard(self.shell.path(name))
        if name not in self.pipes:
            return -1.0
        given = Pipe("".join(self.pipes.pop(name)), closed=True)
        return float(self.shell.call(["sh", "-c", name], stdin=given))

    # expressions

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

    def of_builtin(self, node: Tree) -> Value:
        _, name, arguments = node
        found: Value = (
            getattr(self, f"fn_{name}", self.fn_unknown)(arguments)
            if name not in PLAIN
            else PLAIN[name](*[number(self.value(argument)) for argument in arguments])
        )
        return found

    def fn_unknown(self, arguments: list[Tree]) -> Value:
        raise AwkError("this function is not supported")

    def fn_length(self, arguments: list[Tree]) -> Value:
        if not arguments:
            return float(len(self.record))
        node = arguments[0]
        if node[0] == "name" and isinstance(self.scope(node[1]).get(node[1]), dict):
            return float(len(self.array(node[1])))
        return float(len(self.string(self.value(node))))

    def fn_substr(self, arguments: list[Tree]) -> Value:
        whole = self.string(self.value(arguments[0]))
        start = round(number(self.value(arguments[1])))
        end = len(whole) + 1
        if len(arguments) > 2:
            end = min(end, start + round(number(self.value(arguments[2]))))
        return whole[max(start, 1) - 1 : max(end - 1, 0)]

    def fn_index(self, arguments: list[Tree]) -> Value:
        whole, part = (self.string(self.value(argument)) for argument in arguments[:2])
        return float(whole.find(part) + 1)

    def fn_split(self, arguments: list[Tree]) -> Value:
        whole = self.string(self.value(arguments[0]))
        separator = self.string(self.get("FS"))
        if len(arguments) > 2:
            node = arguments[2]
            separator = node[1] if node[0] == "regex" else self.string(self.value(node))
            if node[0] == "regex":
                pieces = self.cut(separator, whole) if whole else []
                return self.fill(arguments[1][1], pieces)
        return self.fill(arguments[1][1], self.split(whole, separator))

    def fill(self, name: str, pieces: list[str]) -> Value:
        array = self.array(name)
        array.clear()
        array.update({str(at): Numeric(piece) for at, piece in enumerate(pieces, 1)})
        return float(len(pieces))

    def fn_sub(self, arguments: list[Tree]) -> Value:
        return self.substitute(arguments, 1)

    def fn_gsub(self, arguments: list[Tree]) -> Value:
        return self.substitute(arguments, 0)

    def substitute(self, arguments: list[Tree], count: int) -> Value:
        target = arguments[2] if len(arguments) > 2 else ("field", ("number", 0.0))
        replacement = self.string(self.value(arguments[1]))
        whole = self.string(self.value(target))
        changed, times = self.pattern(arguments[0]).subn(lambda match: replaced(match, replacement), whole, count=count)
        if times:
            self.store(target, changed)
        return float(times)

    def fn_gensub(self, arguments: list[Tree]) -> Value:
        replacement, how = (self.string(self.value(argument)) for argument in arguments[1:3])
        whole = self.string(self.value(arguments[3])) if len(arguments) > 3 else self.record
        wanted = 0 if how[:1] in "gG" else int(number(Numeric(how))) or 1
        seen = 0

        def change(match: re.Match[str]) -> str:
            nonlocal seen
            seen += 1
            if wanted and seen != wanted:
                return match.group()
            return re.sub(
                r"\\(\d)|\\(.)|&",
                lambda m: match.group(int(m.group(1))) or "" if m.group(1) else m.group(2) or match.group(),
                replacement,
            )

        return self.pattern(arguments[0]).sub(change, whole)

    def fn_match(self, arguments: list[Tree]) -> Value:
        found = self.pattern(arguments[1]).search(self.string(self.value(arguments[0])))
        self.globals["RSTART"] = float(found.start() + 1) if found else 0.0
        self.globals["RLENGTH"] = float(found.end() - found.start()) if found else -1.0
        if found and len(arguments) > 2:
            array = self.array(arguments[2][1])
            array.clear()
            array.update({str(at): Numeric(group or "") for at, group in enumerate([found.group(), *found.groups()])})
        return number(self.globals["RSTART"])

    def fn_sprintf(self, arguments: list[Tree]) -> Value:
        values = [self.value(argument) for argument in arguments]
        return self.formatted(self.string(values[0]), values[1:])

    def fn_tolower(self, arguments: list[Tree]) -> Value:
        return self.string(self.value(arguments[0])).lower()

    def fn_toupper(self, arguments: list[Tree]) -> Value:
        return self.string(self.value(arguments[0])).upper()

    def fn_rand(self, arguments: list[Tree]) -> Value:
        self.draws += 1
        return Chance(f"awk/{self.seed}").fraction(str(self.draws))

    def fn_srand(self, arguments: list[Tree]) -> Value:
        before, self.draws = self.seed, 0
        self.seed = number(self.value(arguments[0])) if arguments else self.shell.clock.now() // 1
        return before

    def fn_systime(self, arguments: list[Tree]) -> Value:
        return self.shell.clock.now() // 1

    def fn_strftime(self, arguments: list[Tree]) -> Value:
        from minikctl.state.podtools.moments import formatted

        form = self.string(self.value(arguments[0])) if arguments else "%a %b %e %H:%M:%S %Z %Y"
        return formatted(form, number(self.value(arguments[1])) if len(arguments) > 1 else self.shell.clock.now())

    def fn_strtonum(self, arguments: list[Tree]) -> Value:
        whole = self.string(self.value(arguments[0]))
        return float(int(whole, 16)) if whole[:2].lower() == "0x" else number(Numeric(whole))

    def fn_system(self, arguments: list[Tree]) -> Value:
        return float(self.shell.call(["sh", "-c", self.string(self.value(arguments[0]))]))

    def fn_close(self, arguments: list[Tree]) -> Value:
        return self.close(self.string(self.value(arguments[0])))

    def fn_fflush(self, arguments: list[Tree]) -> Value:
        return 0.0

    def formatted(self, form: str, values: Sequence[Value]) -> str:
        left = list(values)

        def take() -> Value:
            return left.pop(0) if left else None

        def piece(match: re.Match[str]) -> str:
            flags, width, precision, kind = match.groups()
            if kind == "%":
                return "%"
            width = str(int(number(take()))) if width == "*" else width or ""
            precision = str(int(number(take()))) if precision == "*" else precision
            dot = "" if precision is None else f".{precision}"
            value = take()
            if kind == "c":
                shown = chr(int(value)) if isinstance(value, float) else self.string(value)[:1]
                return f"%{flags}{width}s" % shown
            if kind == "s":
                return f"%{flags}{width}{dot}s" % self.string(value)
            if kind in "dioxXu":
                return f"%{flags}{width}{dot}{'d' if kind in 'iu' else kind}" % int(number(value))
            return f"%{flags}{width}{dot}{kind}" % number(value) if kind in "eEfFgG" else match.group()

        return FORMAT.sub(piece, form)


def replaced(match: re.Match[str], replacement: str) -> str:
    """The replacement of `sub`: `&` is what matched, `\\&` an ampersand."""
    return re.sub(
        r"\\\\|\\&|&", lambda found: match.group() if found.group() == "&" else found.group()[-1], replacement
    )


def complete_line(machine: Machine, reader: Reader) -> str | None:
    """The next record at once, for `getline` (input that is still growing counts as ended)."""
    found: list[str | None] = []

    def steps() -> Generator[Wait, None, int]:
        found.append((yield from machine.next_record(reader)))
        return 0

    complete(steps(), machine.shell.clock)
    return found[0] if found else None


PLAIN: dict[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "atan2": math.atan2,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "int": lambda value: float(math.trunc(value)),
}
