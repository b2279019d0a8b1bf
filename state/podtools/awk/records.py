"""Variables, records and fields of an awk program that runs."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from typing import Any

from minikctl.state.podtools.awk.lexer import AwkError, string_value
from minikctl.state.podtools.awk.parser import Parser
from minikctl.state.podtools.awk.values import (
    Numeric,
    Value,
    number,
    text,
)
from minikctl.state.podtools.grep.regex import translated
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Pipe, Process, Wait


class Records:
    """A program's variables, the record it looks at with its fields, and what it reads and writes."""

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

    # pipes and files

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
