"""`replay --modernize`: what old documents say, since when it is gone, and a patch."""

from __future__ import annotations

from minikctl.invocation import Surroundings
from minikctl.sessions.document import SessionError, decoded
from minikctl.sessions.modern.document import modernized


def modernize_all(around: Surroundings, files: list[str], update: bool) -> int:
    """Tells of every file; `update` writes instead of printing patches. 0: nothing is old, 1: something is."""
    code, total = 0, 0
    for name in files:
        path = name if name.startswith("/") else f"{around.cwd}/{name}"
        try:
            done = modernized(decoded(around.files.read(path)))
        except OSError as error:
            around.out.write(f"{name}: cannot be read: {error.strerror}\n")
            code = 2
            continue
        except SessionError as error:
            around.out.write(f"{name}:{error.line}: {error.message}\n")
            code = 2
            continue
        for one in done.found:
            around.out.write(one.told(name))
        total += len(done.found)
        if done.text == done.before:
            continue
        if update:
            around.files.write(path, done.text.encode())
        else:
            around.out.write(done.patch(name))
    around.out.write(f"documents: {len(files)}, what is old or broken: {total}\n")
    return code or int(total > 0)
