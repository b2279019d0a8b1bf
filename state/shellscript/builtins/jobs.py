"""Builtins for background jobs: `jobs`, `wait`, `kill`, `fg`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.jobs import Job
from minikctl.state.shellscript.tasks import Steps, Wait

SIGNALS = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15, "STOP": 19, "CONT": 18}


def find_job(shell: Interpreter, text: str) -> Job | None:
    """The job that `%1`, `%%`, `%name` or a process id names."""
    if text in ("%%", "%+", "%"):
        return shell.jobs[-1] if shell.jobs else None
    if text == "%-":
        return shell.jobs[-2] if len(shell.jobs) > 1 else None
    if text.startswith("%"):
        name = text[1:]
        if name.isdigit():
            return next((job for job in shell.jobs if job.number == int(name)), None)
        return next((job for job in shell.jobs if job.source.startswith(name)), None)
    return next((job for job in shell.jobs if str(job.pid) == text), None)


def mark(shell: Interpreter, job: Job) -> str:
    running = [known for known in shell.jobs if known.is_running] or shell.jobs
    return "+" if job is running[-1] else "-" if job in running[-2:-1] else " "


def list_jobs(shell: Interpreter, argv: Sequence[str]) -> int:
    for job in shell.jobs:
        shell.out(f"{job.pid}\n" if "-p" in argv[1:] else job.line(mark(shell, job)))
    shell.jobs[:] = [job for job in shell.jobs if job.is_running]
    return 0


def wait(shell: Interpreter, argv: Sequence[str]) -> Steps:
    """Waits for some jobs or all."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    wanted = [find_job(shell, word) for word in words] if words else list(shell.jobs)
    status = 0
    for word, job in zip(words or [""] * len(wanted), wanted, strict=True):
        if job is None:
            is_job = word.startswith("%")
            shell.complain(
                "no such job" if is_job else f"pid {word} is not a child of this shell",
                f"wait: {word}" if is_job else "wait",
            )
            status = 127
            continue
        yield from ended(job)
        status = job.task.status or 0
        if job in shell.jobs:
            shell.jobs.remove(job)
    return status if words else 0


def ended(job: Job) -> Steps:
    if job.is_running:
        yield Wait(None, lambda: not job.is_running)
    return job.task.status or 0


def kill(shell: Interpreter, argv: Sequence[str]) -> Steps:
    """`kill [-SIGNAL] %job|pid …`; other processes are left to the program of that name."""
    words = list(argv[1:])
    signal = 15
    if words[:1] == ["-l"]:
        shell.out(" ".join(SIGNALS) + "\n")
        return 0
    if words[:1] in (["-s"], ["-n"]) and len(words) > 1:
        signal, words = signal_number(words[1]), words[2:]
    elif words and words[0].startswith("-") and words[0] != "--":
        signal, words = signal_number(words[0][1:]), words[1:]
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        usage = "usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]"
        shell.err(f"{shell.name}: {usage}\n" if shell.dialect != "bash" else f"kill: {usage}\n")
        return 2
    status = 0
    for word in words:
        status = (yield from kill_one(shell, word, signal)) or status
    return status


def signal_number(text: str) -> int:
    return int(text) if text.isdigit() else SIGNALS.get(text.upper().removeprefix("SIG"), 15)


def kill_one(shell: Interpreter, word: str, signal: int) -> Steps:
    job = find_job(shell, word)
    if job is not None:
        if signal and job.is_running:
            job.kill(signal)
        elif not job.is_running:
            shell.complain(f"({job.pid}) - No such process" if not word.startswith("%") else "no such job", "kill")
            return 1
        if not job.is_running:
            shell.jobs.remove(job)
        return 0
    if word.startswith("%"):
        shell.complain("no such job", f"kill: {word}")
        return 1
    hook = shell.host.facts.get("kill")
    if hook is not None and word.isdigit() and hook(int(word), signal):
        return 0
    shell.complain(f"({word}) - No such process", "kill")
    return 1
    yield


def foreground(shell: Interpreter, argv: Sequence[str]) -> Steps:
    job = find_job(shell, argv[1] if len(argv) > 1 else "%%")
    if job is None:
        shell.complain("no such job" if len(argv) > 1 else "current: no such job", "fg")
        return 1
    shell.out(job.source + "\n")
    status = yield from ended(job)
    if job in shell.jobs:
        shell.jobs.remove(job)
    return status
