"""Background jobs, and the clock that lets them go on while a program sleeps."""

from __future__ import annotations

from minikctl.state.clock import Clock
from minikctl.state.files import MemoryFiles
from minikctl.state.shellscript.process import Resident
from minikctl.state.shellscript.tasks import Killed, Steps, Task, Wait

FIRST_PID = 1000


class Job:
    """A background job."""

    __slots__ = ("number", "pid", "source", "task")

    def __init__(self, number: int, pid: int, source: str, task: Task) -> None:
        self.number = number
        self.pid = pid
        self.source = source
        self.task = task

    @property
    def is_running(self) -> bool:
        return self.task.status is None

    def kill(self, signal: int = 15) -> None:
        """Ends the job as a signal does."""
        self.task.throw(Killed(signal))

    def line(self, mark: str) -> str:
        """The job as `jobs` lists it."""
        status = self.task.status
        state = "Running" if status is None else "Done" if status == 0 else f"Exit {status}"
        if status is not None and status > 128:
            state = {9: "Killed", 15: "Terminated", 2: "Interrupt"}.get(status - 128, f"Exit {status}")
        source = self.source + " &" if status is None else self.source
        return f"[{self.number}]{mark}  {state:<24}{source}\n"


class Shared:
    """What a shell and all its subshells have in common."""

    __slots__ = ("_started", "descriptors", "draws", "last_pid", "next_pid", "tasks")

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.last_pid = 0
        self.next_pid = FIRST_PID
        self.draws = 0
        self.descriptors: list[MemoryFiles] = []
        self._started: float | None = None

    def add(self, source: str, task: Task, jobs: list[Job]) -> Job:
        """Registers a job under the next number and process id."""
        self.tasks[:] = [known for known in self.tasks if known.status is None]
        self.next_pid += 1
        self.last_pid = self.next_pid
        job = Job(max((known.number for known in jobs), default=0) + 1, self.last_pid, source, task)
        jobs.append(job)
        self.tasks.append(task)
        return job

    def started(self, now: float) -> float:
        """When the shell first asked for the time."""
        if self._started is None:
            self._started = now
        return self._started


class SharedClock:
    """A clock for plain programs: while one sleeps, background jobs go on."""

    def __init__(self, clock: Clock, shared: Shared) -> None:
        self._clock = clock
        self._shared = shared

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        target = self._clock.now() + max(0.0, seconds)
        while True:
            due = [
                task.wait.until
                for task in self._shared.tasks
                if task.status is None and not task.running and task.wait.until is not None
            ]
            moment = min(due, default=target)
            if moment > target:
                break
            self._clock.sleep(max(0.0, moment - self._clock.now()))
            ready = [task for task in self._shared.tasks if task.runnable(self._clock.now())]
            if not ready:
                break
            for task in ready:
                task.advance()
        self._clock.sleep(max(0.0, target - self._clock.now()))


def stay(resident: Resident | int) -> Steps:
    """Keeps a resident program in the background until it ends by itself or is stopped."""
    if isinstance(resident, int):
        return resident
    found: list[int] = []

    def has_ended() -> bool:
        status = resident.poll()
        if status is not None:
            found.append(status)
        return bool(found)

    try:
        while not has_ended():
            yield Wait(None, has_ended)
    finally:
        resident.stop()
    return found[0]
