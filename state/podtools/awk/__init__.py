"""`awk`: reading the command line and the input, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.files import read_text, reason
from minikctl.state.podtools.awk.lexer import AwkError, string_value
from minikctl.state.podtools.awk.parser import Parser
from minikctl.state.podtools.awk.running import Machine
from minikctl.state.podtools.awk.values import Exit, NextFile
from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps

USAGE = "usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n"


def main(shell: Process, argv: Sequence[str]) -> Steps:
    long = {"field-separator": "F", "assign": "v", "file": "f"}
    options = parsed(shell, argv, "F:v:f:e:", long, stops=True)
    if options is None:
        shell.err(USAGE)
        return 2
    try:
        text = "\n".join(read_text(shell.files, shell.path(name)) for name in options.values.get("f", []))
    except OSError as error:
        shell.err(f"awk: can't open file {options.last('f')}: {reason(error)}\n")
        return 2
    operands = list(options.operands)
    if "f" not in options:
        if not operands:
            shell.err(USAGE)
            return 2
        text = operands.pop(0)
    try:
        machine = Machine(shell, Parser(text), [argv[0], *operands])
        if "F" in options:
            separator = options.last("F")
            machine.put("FS", "\t" if separator == "t" else string_value(separator))
        for assignment in options.values.get("v", []):
            machine.assign_text(assignment)
        return (yield from run(shell, machine, operands))
    except AwkError as error:
        shell.err(f"awk: {error}\n")
        return 2
    except RecursionError:
        shell.err("awk: function call nesting too deep\n")
        return 2


def run(shell: Process, machine: Machine, operands: list[str]) -> Steps:
    """BEGIN rules, lines, END rules; the status is what `exit` was given."""
    status, failed = 0, False
    try:
        machine.run_rules("BEGIN")
        if machine.reads_input():
            failed = bool((yield from read_input(shell, machine, operands)))
    except Exit as end:
        status = end.status or 0
        if end.from_begin:
            machine.finish()
            return status
    try:
        machine.run_rules("END")
    except Exit as end:
        status = status if end.status is None else end.status
    machine.finish()
    return status or (2 if failed else 0)


def read_input(shell: Process, machine: Machine, operands: list[str]) -> Steps:
    names = [name for name in operands if not is_assignment(name)]
    failed = False
    for name in operands if names else [*operands, "-"]:
        if is_assignment(name):
            machine.assign_text(name)
            continue
        reader = Reader(shell, "awk", [name], 'awk: can\'t open file "{name}" ({why})', "awk: {name}: {why}")
        machine.reader = reader
        machine.put("FILENAME", "" if name == "-" else name)
        machine.put("FNR", 0.0)
        try:
            while (record := (yield from machine.next_record(reader))) is not None:
                machine.set_record(record)
                machine.run_line()
        except NextFile:
            pass
        failed = failed or reader.failed
    return int(failed)


def is_assignment(text: str) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.isidentifier()
