"""Programs about the machine and its user: `hostname`, `id`, `uname`, `ps`, `kill`, `free`, `uptime`, …

What is known of the place comes from the shell's facts: `ip`, `processes` (a list of `(pid, command)`), `started`
(a moment), `kernel`, `kill` (a function of a pid and a signal that says whether there is such a process).
"""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.clock import civil
from minikctl.state.podtools.shell import Process

KERNEL = "6.1.0-18-amd64"
SIGNALS = {"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15}


def hostname(shell: Process, argv: Sequence[str]) -> int:
    if "-i" in argv or "-I" in argv or "--ip-address" in argv:
        shell.out(str(shell.facts.get("ip", "127.0.0.1")) + (" \n" if "-I" in argv else "\n"))
    elif "-s" in argv:
        shell.out(shell.hostname.partition(".")[0] + "\n")
    elif "-f" in argv or "--fqdn" in argv:
        shell.out(full_name(shell) + "\n")
    else:
        shell.out(shell.hostname + "\n")
    return 0


def full_name(shell: Process) -> str:
    """The first name in the line of /etc/hosts that has the host's name, as the C library's look-up gives it."""
    text = shell.files.read("/etc/hosts").decode("utf-8", "replace") if shell.files.exists("/etc/hosts") else ""
    lines = [line.partition("#")[0].split() for line in text.splitlines()]
    return next((words[1] for words in lines if shell.hostname in words[1:]), shell.hostname)


def user_id(shell: Process) -> int:
    if shell.user == "root":
        return 0
    return int(shell.user) if shell.user.isdigit() else int(shell.facts.get("uid", 1000))


def whoami(shell: Process, argv: Sequence[str]) -> int:
    if shell.user.isdigit() and shell.user != "0":
        shell.err(f"whoami: {'unknown uid' if shell.is_busybox else 'cannot find name for user ID'} {shell.user}\n")
        return 1
    shell.out(("root" if shell.user == "0" else shell.user) + "\n")
    return 0


def id_(shell: Process, argv: Sequence[str]) -> int:
    number = user_id(shell)
    name = "root" if number == 0 else shell.user
    if "-u" in argv or "-g" in argv or "-G" in argv:
        shell.out((name if "-n" in argv else str(number)) + "\n")
    elif any(word in ("-un", "-nu", "-gn", "-ng") for word in argv):
        shell.out(name + "\n")
    elif name.isdigit():
        shell.out(f"uid={number} gid=0(root) groups=0(root)\n")
    else:
        shell.out(f"uid={number}({name}) gid={number}({name}) groups={number}({name})\n")
    return 0


def uname(shell: Process, argv: Sequence[str]) -> int:
    kernel = str(shell.facts.get("kernel", KERNEL))
    facts = {"s": "Linux", "n": shell.hostname, "r": kernel, "v": "#1 SMP PREEMPT_DYNAMIC Debian", "m": "x86_64"}
    facts |= {"o": "Linux" if shell.is_busybox else "GNU/Linux"}
    letters = "".join(word[1:] for word in argv[1:] if word.startswith("-")) or "s"
    chosen = "snrvmo" if "a" in letters else "".join(letter for letter in "snrvmo" if letter in letters)
    shell.out(" ".join(facts[letter] for letter in chosen) + "\n")
    return 0


def processes(shell: Process) -> list[tuple[int, str]]:
    """The processes of the place, this one last."""
    known = [(int(pid), str(command)) for pid, command in shell.facts.get("processes", [(1, "sh")])]
    own = max((pid for pid, _ in known), default=0) + 6
    return [*known, (own, " ".join(shell.argv))]


def ps(shell: Process, argv: Sequence[str]) -> int:
    user = "root" if user_id(shell) == 0 else shell.user
    letters = "".join(argv[1:]).replace("-", "")
    rows = processes(shell)
    if shell.is_busybox:
        shell.out("PID   USER     TIME  COMMAND\n")
        shell.out("".join(f"{pid:5} {user:<8}  0:00 {command}\n" for pid, command in rows))
        return 0
    _, _, _, hour, minute, _ = civil(float(shell.facts.get("started", shell.clock.now())))
    began = f"{hour:02}:{minute:02}"
    if "u" in letters:
        shell.out("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n")
        for pid, command in rows:
            shell.out(f"{user:<8} {pid:7}  0.0  0.0   4340  3456 ?        Ss   {began}   0:00 {command}\n")
    elif "f" in letters:
        shell.out("UID          PID    PPID  C STIME TTY          TIME CMD\n")
        for pid, command in rows:
            shell.out(f"{user:<8} {pid:7} {0:7}  0 {began} ?        00:00:00 {command}\n")
    else:
        shell.out("    PID TTY          TIME CMD\n")
        for pid, command in rows:
            name = command.split(" ")[0].rpartition("/")[2]
            shell.out(f"{pid:7} ?        00:00:00 {name}\n")
    return 0


def kill(shell: Process, argv: Sequence[str]) -> int:
    words, signal = list(argv[1:]), 15
    if words and words[0].startswith("-") and words[0] != "--":
        text = words.pop(0)[1:]
        if text == "l":
            shell.out("\n".join(SIGNALS) + "\n")
            return 0
        text = words.pop(0) if text == "s" and words else text
        signal = int(text) if text.isdigit() else SIGNALS.get(text.upper().removeprefix("SIG"), 15)
    hook, status = shell.facts.get("kill"), 0
    for word in words:
        if not (hook is not None and word.isdigit() and hook(int(word), signal)):
            why = "No such process" if word.lstrip("-").isdigit() else "invalid pid"
            shell.err(f"kill: can't kill pid {word}: {why}\n" if shell.is_busybox else f"kill: ({word}): {why}\n")
            status = 1
    return status


def nproc(shell: Process, argv: Sequence[str]) -> int:
    shell.out(f"{shell.facts.get('cpus', 4)}\n")
    return 0


def free(shell: Process, argv: Sequence[str]) -> int:
    kib = [8025788, 2152444, 3021092, 12356, 2852252, 5593720]
    divisor = 1024 if "-m" in argv else 1048576 if "-g" in argv else 1
    numbers = [number // divisor for number in kib]
    shell.out("               total        used        free      shared  buff/cache   available\n")
    shell.out("Mem:    " + "".join(f"{number:12}" for number in numbers) + "\n")
    shell.out("Swap:   " + "".join(f"{0:12}" for _ in range(3)) + "\n")
    return 0


def uptime(shell: Process, argv: Sequence[str]) -> int:
    now = shell.clock.now()
    _, _, _, hour, minute, second = civil(now)
    spent = max(0, int(now - float(shell.facts.get("started", now))))
    days, rest = divmod(spent, 86400)
    length = f"{rest // 3600}:{rest % 3600 // 60:02}" if rest >= 3600 else f"{rest // 60} min"
    up = (f"{days} day{'s' if days > 1 else ''}, " if days else "") + length
    shell.out(f" {hour:02}:{minute:02}:{second:02} up {up},  0 users,  load average: 0.08, 0.12, 0.10\n")
    return 0


def tty(shell: Process, argv: Sequence[str]) -> int:
    shell.out("/dev/pts/0\n" if shell.tty else "not a tty\n")
    return int(not shell.tty)
