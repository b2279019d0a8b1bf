"""Programs about time: `date`, `sleep`, `timeout`, `watch`, `time`; all by the shell's clock."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from minikctl.state.clock import parse_timestamp
from minikctl.state.podtools.options import complain, parsed
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.shellscript.tasks import DeadlineClock, Expired, Killed, Task

UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
DEFAULT_DATE = "%a %b %e %H:%M:%S UTC %Y"


def seconds(text: str) -> float | None:
    """`1.5`, `2m`, `infinity` as seconds; None if it is no duration."""
    if text in ("infinity", "inf"):
        return 10.0**10
    match = re.fullmatch(r"(\d*\.?\d+|\d+\.)([smhd]?)", text)
    return float(match.group(1)) * UNITS[match.group(2)] if match else None


def sleep(shell: Process, argv: Sequence[str]) -> Steps:
    words = [word for word in argv[1:] if word != "--"]
    if not words:
        complain(shell, "sleep", "missing operand")
        return 1
    total = 0.0
    for word in words:
        length = seconds(word)
        if length is None:
            complain(shell, "sleep", f"invalid time interval '{word}'", f"invalid number '{word}'")
            return 1
        total += length
    yield Wait(shell.clock.now() + total)
    return 0


def date(shell: Process, argv: Sequence[str]) -> int:
    words = [word for word in argv[1:] if word not in ("-u", "--utc", "--universal")]
    moment, form = shell.clock.now(), DEFAULT_DATE
    while words:
        word = words.pop(0)
        if word.startswith("+"):
            form = word[1:]
        elif word.startswith(("-d", "--date")):
            text = word[7:] if word.startswith("--date=") else word[2:] if word[2:] and word[1] == "d" else words.pop(0)
            found = described_moment(text, moment)
            if found is None:
                shell.err(f"date: invalid date '{text}'\n")
                return 1
            moment = found
        elif word in ("-R", "--rfc-email"):
            form = "%a, %d %b %Y %H:%M:%S +0000"
        elif word.startswith(("-I", "--iso-8601")):
            kind = word.partition("=")[2] or word[2:] if word[1] == "I" else word.partition("=")[2]
            form = "%Y-%m-%dT%H:%M:%S+00:00" if kind.startswith(("s", "sec")) else "%Y-%m-%d"
        else:
            complain(shell, "date", f"invalid date '{word}'")
            return 1
    shell.out(formatted(form, moment) + "\n")
    return 0


def described_moment(text: str, now: float) -> float | None:
    """`@1700000000`, an RFC 3339 timestamp, `now`, `5 minutes ago`, `+1 hour`."""
    text = text.strip()
    if text.startswith("@"):
        return float(text[1:])
    if text in ("now", ""):
        return now
    match = re.fullmatch(r"([-+]?\d+)\s*(second|sec|minute|min|hour|day|week)s?(\s+ago)?", text)
    if match:
        units = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86400, "week": 604800}
        shift = int(match.group(1)) * units[match.group(2)]
        return now - shift if match.group(3) else now + shift
    if text in ("yesterday", "tomorrow"):
        return now + (86400 if text == "tomorrow" else -86400)
    try:
        return parse_timestamp(text if len(text) > 10 else text + "T00:00:00Z")
    except ValueError:
        return None


def formatted(form: str, moment: float) -> str:
    """`strftime` with GNU's %s, %N, %:z and %-d."""
    nanos = round(moment % 1 * 10**9) % 10**9
    form = re.sub(r"%(\d?)N", lambda match: f"{nanos:09}"[: int(match.group(1) or 9)], form)
    form = (
        form.replace("%s", str(int(moment // 1))).replace("%:z", "+00:00").replace("%z", "+0000").replace("%Z", "UTC")
    )
    return time.strftime(form, time.gmtime(moment // 1))


def timeout(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(
        shell, argv, "s:k:tv", {"signal": "s", "kill-after": "k", "preserve-status": "v", "foreground": "v"}, stops=True
    )
    if options is None:
        return 125
    words = options.operands
    if "t" in options and shell.is_busybox:
        words = ["0", *words]
    if len(words) < 2:
        complain(shell, "timeout", "missing operand")
        return 125
    length = seconds(words[0])
    if length is None:
        complain(shell, "timeout", f"invalid time interval '{words[0]}'", f"invalid number '{words[0]}'")
        return 125
    if shell.lookup(words[1]) is None:
        why = "No such file or directory"
        shell.err(
            f"timeout: failed to run command '{words[1]}': {why}\n"
            if not shell.is_busybox
            else f"timeout: can't execute '{words[1]}': {why}\n"
        )
        return 127
    late = 143 if shell.is_busybox else 124
    if not length:
        return (yield from shell.run(words[1:]))
    return (yield from limited(shell, words[1:], shell.clock.now() + length, late))


def limited(shell: Process, words: Sequence[str], deadline: float, late: int) -> Steps:
    """Runs a program until a moment; `late` is the status if it did not end before."""
    task = Task(shell.run(words, clock=DeadlineClock(shell.clock, deadline)))
    while task.status is None:
        if shell.clock.now() >= deadline:
            task.throw(Killed(15))
            return late
        wait = task.wait
        if wait.is_over(shell.clock.now()):
            task.advance()
            continue
        yield Wait(min(deadline, wait.until) if wait.until is not None else deadline, wait.ready)
    return late if task.status == Expired.status and shell.clock.now() >= deadline else task.status


def watch(shell: Process, argv: Sequence[str]) -> Steps:
    """Runs a command line every two seconds; without a terminal, once."""
    options = parsed(shell, argv, "n:dtegcxb", {"interval": "n", "differences": "d", "no-title": "t"}, stops=True)
    if options is None or not options.operands:
        shell.err("Usage: watch [options] command\n")
        return 1
    interval = float(options.last("n", "2"))
    line = " ".join(options.operands)
    while True:
        shell.limits.step()
        if "t" not in options:
            shell.out(f"Every {interval:.1f}s: {line}\n\n")
        yield from shell.run(["sh", "-c", line])
        if not shell.tty:
            return 0
        yield Wait(shell.clock.now() + interval)


def time_(shell: Process, argv: Sequence[str]) -> Steps:
    began = shell.clock.now()
    status = (yield from shell.run(list(argv[1:]))) if len(argv) > 1 else 0
    spent = shell.clock.now() - began
    shell.err(f"real\t{int(spent // 60)}m {spent % 60:.2f}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n")
    return status
