"""Images of programming languages: what can be told of a program without running it."""

from __future__ import annotations

import re
from typing import ClassVar

from minikctl.state.images import Behaviour
from minikctl.state.images.app import App, Asked
from minikctl.state.images.filesystem import files_of
from minikctl.state.images.replies import text
from minikctl.state.traffic.messages import Response

INTERPRETERS = {"python": "python3", "golang": "bash", "openjdk": "jshell", "rust": "bash", "gcc": "bash"}
PRINTED = re.compile(r"""\b(?:print|puts|echo|console\.log)\s*\(?\s*(?:"([^"]*)"|'([^']*)')""")
PI = re.compile(r"\bbpi\((\d+)\)")
ONE_LINERS = ("-c", "-e", "-r", "-wle", "-le", "-we", "-p", "-pe", "-ne")
QUESTIONS = ("--version", "-v", "-V", "-version", "version", "--help", "-h")
TAKES = 4.0  # seconds that a one-liner takes


class Language(App):
    """An interpreter: with a file it is a server that stays, with a line of code it prints and ends."""

    system = "debian-tools"
    servers = frozenset({"python", "python3", "node", "java", "ruby", "php", "go", "perl", "jshell", "gunicorn", "npm"})
    extras: ClassVar[tuple[str, ...]] = ("curl", "wget", "git", "pip", "openssl")
    obeys_term = False

    def argv(self) -> list[str]:
        words = super().argv()
        name = self.repository.rpartition("/")[2]
        return words or [INTERPRETERS.get(name, name)]

    def problem(self) -> str:
        return super().problem() if self.container.get("command") or self.container.get("args") else ""

    def code(self) -> str | None:
        """The line of code that it is given, None if it is given none."""
        words = self.argv()
        for at, word in enumerate(words[1:], 1):
            if word in ONE_LINERS:
                return " ".join(words[at + 1 :])
        return None

    def server_behaviour(self) -> Behaviour:
        words = self.argv()
        waits = bool(self.container.get("stdin"))
        if len(words) < 2 and not waits:
            return Behaviour(lasts=0.3)  # nothing to read: it ends
        if self.code() is not None or set(words[1:]) & set(QUESTIONS):
            return Behaviour(lasts=TAKES)
        return super().server_behaviour()

    def startup(self) -> list[str]:
        code = self.code()
        if code is None:
            return []
        digits = PI.search(code)
        if digits:
            return [pi(int(digits.group(1)))]
        return [double or single for double, single in PRINTED.findall(code)]

    def serves_files(self) -> bool:
        """Whether it is Python's little web server."""
        return bool({"http.server", "SimpleHTTPServer"} & set(self.serving() or ()))

    def listening(self) -> tuple[int, ...]:
        if self.serves_files():
            rest = [word for word in self.serving() or () if word.isdigit()]
            return (int(rest[0]) if rest else 8000,)
        return tuple(int(one["containerPort"]) for one in self.container.get("ports") or ())

    def respond(self, asked: Asked) -> Response:
        if not self.serves_files():
            return text(f"{self.hostname}\n")
        files, place = files_of(self), self.workdir().rstrip("/") + asked.request.uri
        index = place.rstrip("/") + "/index.html"
        if files.exists(index):
            return text(files.read(index).decode("utf-8", "replace"), 200, "text/html")
        if not files.exists(place or "/"):
            return text("File not found\n", 404, "text/html;charset=utf-8")
        if not files.is_dir(place or "/"):
            return text(files.read(place).decode("utf-8", "replace"), 200, "text/plain")
        rows = "".join(f'<li><a href="{name}">{name}</a></li>\n' for name in files.listdir(place or "/"))
        body = f'<!DOCTYPE HTML>\n<html lang="en">\n<h1>Directory listing for {asked.request.uri}</h1>\n'
        return text(body + f"<ul>\n{rows}</ul>\n</html>\n", 200, "text/html")


def pi(digits: int) -> str:
    """Pi to so many significant digits (Machin's formula)."""
    digits = max(1, min(digits, 5000))
    unit: int = 10 ** (digits + 10)

    def arctangent(inverse: int) -> int:
        term: int = unit // inverse
        total = term
        square, step, sign = inverse * inverse, 3, -1
        while term:
            term //= square
            total += sign * (term // step)
            sign, step = -sign, step + 2
        return total

    value = 4 * (4 * arctangent(5) - arctangent(239))
    shown = str((value + 5 * 10**10) // 10**11) if digits > 1 else "3"
    return shown[0] + ("." + shown[1:] if digits > 1 else "")
