"""The screen without a screen: each view printed once, then a line for each change; commands come line by line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from minikctl.state.cluster import Cluster
from minikctl.state.kinds import KINDS
from minikctl.state.views.lines import Line, text_of
from minikctl.tui.commands import Commands
from minikctl.tui.frames import Frame, Wish
from minikctl.tui.looking import Looker
from minikctl.tui.tabs import BY_NAME, OTHER_NAMES

LEAVING = ("q", "quit", "exit")
WIDTH = 100
HELP = (
    "Commands: list, a tab ({tabs}), svc NAME, ns NAME, a kind, rev N, now, q; "
    "everything else runs as on the command line.\n"
)


class Reader(Protocol):
    def readline(self) -> bytes: ...


class Writer(Protocol):
    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class Linear:
    """What was printed last, so that only what is new is printed."""

    def __init__(self, opened: Callable[[], Cluster], commands: Commands, out: Writer, wish: Wish) -> None:
        self.commands, self.out, self.wish = commands, out, wish
        self.looker = Looker(opened, commands, lambda frame: None, wish, "")
        self.change = ""
        self.looking = threading.RLock()  # one at a time asks the cluster

    def print(self, *lines: Line | str) -> None:
        with self.looking:
            for one in lines:
                self.out.write((one if isinstance(one, str) else text_of(one)).rstrip() + "\n")
            self.out.flush()

    def frame(self) -> Frame:
        """What there is to see now."""
        with self.looking:
            return self.looker.look_once(self.wish)

    def show_list(self) -> None:
        found = self.frame().listing
        self.print(found.header, *[found.line(row) for row in found.rows])

    def show_tab(self) -> None:
        found = self.frame()
        self.wish = self.wish._replace(service=found.service, selected=found.selected)
        self.print(f"{BY_NAME[self.wish.tab].title} of {found.selected or 'nothing'}", *found.detail)

    def show_change(self) -> None:
        """One line, if the cluster is another than before."""
        found = self.frame()
        told = text_of(found.change) if not found.fault else found.fault
        if told != self.change:
            self.change = told
            self.print(told)

    def take(self, text: str) -> bool:
        """Does what a line says; False to leave."""
        with self.looking:
            return self._take(text)

    def _take(self, text: str) -> bool:
        words = text.removeprefix(":").split()
        if not words:
            self.show_change()
            return True
        word, rest = OTHER_NAMES.get(words[0], words[0]), words[1:]
        kind = next((one for one in KINDS if word in (one.plural, one.singular, *one.short)), None)
        if word in LEAVING and not rest:
            return False
        if word in ("help", "?"):
            self.print(HELP.format(tabs=", ".join(BY_NAME)))
        elif word == "list" and not rest:
            self.show_list()
        elif word == "now" or (word == "rev" and len(rest) == 1 and rest[0].isdigit()):
            self.wish = self.wish._replace(rev=int(rest[0]) if rest else 0)
            self.show_list()
        elif word in ("ns", "namespace") and len(rest) == 1:
            self.wish = self.wish._replace(namespace=None if rest[0] == "all" else rest[0], service="", selected="")
            self.show_list()
        elif word == "svc" and len(rest) == 1:
            space = self.wish.namespace or "default"
            self.wish = self.wish._replace(listed="", service=rest[0] if "/" in rest[0] else f"{space}/{rest[0]}")
            self.show_tab()
        elif word in BY_NAME and not rest and word not in ("services", "ingress"):
            self.wish = self.wish._replace(tab=word)
            self.show_tab()
        elif kind is not None and not rest:
            self.wish = self.wish._replace(listed="" if kind.plural == "services" else kind.plural, selected="")
            self.show_list()
        else:
            line = self.commands.in_namespace(text.removeprefix(":").strip(), self.wish.namespace)
            code = self.commands.run(line, lambda part: self.out.write(part), lambda: False)
            self.print(f"exit {code}") if code else self.out.flush()
            self.show_change()
        return True


def run(
    opened: Callable[[], Cluster],
    commands: Commands,
    stdin: Reader,
    out: Writer,
    *,
    namespace: str = "default",
    ascii: bool = False,
    rev: int = 0,
    watch: bool = True,
) -> int:
    """Prints the list and the first map, then reads lines until the input ends or `q`; the exit code."""
    wish = Wish(namespace=namespace, ascii=ascii, rev=rev, list_width=WIDTH, width=WIDTH, total=WIDTH)
    linear = Linear(opened, commands, out, wish)
    linear.show_list()
    linear.show_tab()
    linear.show_change()
    ended = threading.Event()
    if watch:
        threading.Thread(target=watching, args=(linear, ended), name="linear", daemon=True).start()
    try:
        while (data := stdin.readline()) and linear.take(data.decode("utf-8", "replace").strip()):
            pass
    except KeyboardInterrupt:
        return 130
    finally:
        ended.set()
    return 0


def watching(linear: Linear, ended: threading.Event) -> None:
    """Says what others do to the cluster, and what time does."""
    while not ended.wait(1.0):
        with linear.looking:
            linear.show_change()
