"""The keys of lists: what they run for the rows that are meant, and how the list is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.kinds import KINDS, Kind
from minikctl.state.objects import split_key
from minikctl.tui.commands import Commands
from minikctl.tui.screens.over import GoTo, Over
from minikctl.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import App

    from minikctl.tui.app import ClusterApp

    Base = App[int]
else:
    Base = object

WORKLOADS = ("deployments", "statefulsets", "replicasets", "daemonsets")
JUMPS = (
    ("o", "owner", "owner"),
    ("s", "Services", "services"),
    ("e", "EndpointSlices", "endpointslices"),
    ("p", "pods", "pods"),
    ("i", "Ingresses", "ingresses"),
    ("n", "node", "nodes"),
    ("c", "Secrets", "secrets"),
)
MANY = 9  # recent namespaces


class Listing(Base):
    """What lists do. Mixed into ClusterApp."""

    commands: Commands
    recent: list[str]
    column = ""  # the one that is chosen to sort by
    may_kill = False

    @property
    def _list(self) -> ClusterApp:
        return self  # type: ignore[return-value]

    @property
    def rows(self) -> Rows:
        """The list."""
        return self._list.screen_stack[0].query_one("#services", Rows)

    @property
    def kind(self) -> str:
        """The plural of the kind that is listed."""
        return self._list.wish.listed or "services"

    def meant(self) -> list[str]:
        """The keys of the rows that an action applies to."""
        return self.rows.meant

    def named(self, keys: list[str], kind: str = "") -> str:
        """`delete` wants `service web db --namespace default`; rows of several namespaces cannot be said so."""
        spaces = sorted({split_key(key)[0] for key in keys})
        names = " ".join([split_key(key)[1] for key in keys if split_key(key)[0] == spaces[0]]) if keys else ""
        inside = f" --namespace {spaces[0]}" if spaces and spaces[0] else ""
        return f"{kind or singular(self.kind)} {names}{inside}"

    def _for_pods(self, line: str, *, alone: bool = False) -> None:
        """A command about the selected pod."""
        keys = self.meant()
        if self.kind != "pods" or not keys:
            self._list.say("This is for pods: :pods lists them.", "warn")
            return
        namespace, name = split_key(keys[0])
        text = line.format(name=name, namespace=namespace)
        if alone:
            self._list.in_terminal(text)
        else:
            self._list.run_line(text)

    # ---- which list

    def show_kind(self, plural: str, namespace: str | None = "", selected: str = "") -> None:
        """Lists another kind."""
        main = self._list
        main.remember_view()
        listed = "" if plural == "services" else plural
        rows = self.rows
        rows.begin(selected)
        space = main.wish.namespace if namespace == "" else namespace
        service = selected if not listed else main.wish.service
        tab = main.wish.tab if main.wish.listed == listed else "map" if not listed else "describe"
        main.ask(listed=listed, selected=selected, service=service, namespace=space, sort="", reverse=False, tab=tab)
        main.close_output()
        rows.focus()

    def action_kinds(self) -> None:
        names = [f"{kind.plural}{' ' + ','.join(kind.short) if kind.short else ''}" for kind in KINDS]
        self.push_screen(Over("kinds", choices=sorted(names), typing=True), self._kind)

    def _kind(self, chosen: str | None) -> None:
        if chosen:
            self.show_kind(chosen.split()[0])

    def action_recent(self, number: int) -> None:
        if number <= len(self.recent):
            self._list.to_namespace(self.recent[number - 1])
        else:
            self._list.say(f"There are {len(self.recent)} recent namespaces.", "warn")

    def note_namespace(self, namespace: str) -> None:
        """Keeps it among the recent ones; their numbers stay."""
        if namespace not in self.recent:
            self.recent = [*self.recent, namespace][-MANY:]

    def action_use(self) -> None:
        keys = self.meant()
        if self.kind == "namespaces" and keys:
            self._list.to_namespace(split_key(keys[0])[1])
            self.show_kind("services")

    def action_warp(self) -> None:
        keys = self.meant()
        if keys and split_key(keys[0])[0]:
            self._list.to_namespace(split_key(keys[0])[0])

    # ---- how it is shown

    def titles(self) -> list[str]:
        frame = self._list.frame
        return [column[0] for column in frame.listing.columns] if frame is not None else []

    def action_column_by(self, by: int) -> None:
        titles = self.titles()
        if titles:
            at = titles.index(self.column) if self.column in titles else -1 if by > 0 else 0
            self.column = titles[(at + by) % len(titles)]
            self._list._show_columns()
            self._list.say(f"column {self.column}: shift-o sorts by it")

    def action_sort(self) -> None:
        self.action_sort_by(self.column or "NAME")

    def action_sort_by(self, column: str) -> None:
        wish = self._list.wish
        self.column = column
        self._list.ask(sort=column, reverse=wish.sort == column and not wish.reverse)
        self._list._show_columns()

    def action_columns(self, by: int) -> None:
        """Moves through columns that do not fit; the list is as wide as the screen meanwhile."""
        self.rows.action_sideways(8 * by)

    def action_wide(self) -> None:
        self._list.ask(wide=not self._list.wish.wide)

    def action_troubled(self) -> None:
        self._list.ask(troubled=not self._list.wish.troubled)
        self._list.say("only rows with a problem" if self._list.wish.troubled else "")

    # ---- what is done to the rows

    def action_delete(self) -> None:
        if self.meant():
            self._list.run_line(f"delete {self.named(self.meant())}")

    def action_kill(self) -> None:
        if not self.may_kill:
            self._list.say("ctrl-k is off; ui.kill: true in tui.yaml allows it", "warn")
        elif self.kind == "pods" and self.meant():
            self._list.run_line(f"delete {self.named(self.meant())} --grace-period=0 --force", asked=True)

    def action_edit(self) -> None:
        keys = self.meant()
        if keys:
            self._list.in_terminal(f"edit {self.named(keys[:1])}")

    def action_shell_or_scale(self) -> None:
        if self.kind == "pods":
            self._for_pods("exec -it {name} --namespace {namespace} -- sh", alone=True)
            return
        workload = self._workload()
        if workload:
            self._list.edit_line(f"scale {workload} --replicas=")
        else:
            self._list.say("There is nothing to scale behind this row.", "warn")

    def _workload(self) -> str:
        """`deployment web --namespace default`: what is listed, or what is behind the selected Service."""
        keys = self.meant()
        if not keys:
            return ""
        if self.kind in WORKLOADS:
            return self.named(keys[:1])
        found = self._list.looker.workload(keys[0] if self.kind == "services" else self._list.wish.service)
        return self.named([found[1]], found[0]) if found else ""

    def action_restart(self) -> None:
        workload = self._workload()
        if workload:
            self._list.run_line(f"rollout restart {workload}")
        else:
            self._list.say("There is no workload behind this row.", "warn")

    def action_replicasets(self) -> None:
        keys = self.meant()
        if self.kind == "deployments" and keys:
            name = split_key(keys[0])[1]
            self.show_kind("replicasets")
            self.rows.pattern = f"name:^{name}-"
        else:
            self._list.say("This is for Deployments: :deploy lists them.", "warn")

    def action_forward(self) -> None:
        keys = self.meant()
        if keys and self.kind in ("pods", "services", "deployments"):
            namespace, name = split_key(keys[0])
            self._list.edit_line(f"port-forward {singular(self.kind)}/{name} --namespace {namespace} 8080:80")

    def action_node(self) -> None:
        node = self._list.looker.field(self.kind, self.meant(), ("spec", "nodeName"))
        if node:
            self.show_kind("nodes", selected=f"/{node}")
        else:
            self._list.say("This row is on no node.", "warn")

    def action_attach(self) -> None:
        self._for_pods("attach {name} --namespace {namespace}", alone=True)

    def action_pods(self) -> None:
        """In a list of pods: logs of the run before; else: which pod asks."""
        main = self._list
        if self.kind == "pods" and self.rows.has_focus:
            main.ask(tab="logs", raw=True)
            return
        found = main.frame.pods if main.frame else []
        if found:
            self.push_screen(Over("pods", choices=found, chosen=main.wish.pod), self._pod)

    def _pod(self, chosen: str | None) -> None:
        tabs = ("environment", "trace", "resolvconf")
        if chosen:
            tab = self._list.wish.tab
            self._list.ask(pod=chosen, tab=tab if tab in tabs else "resolvconf", step=-1)

    # ---- to what belongs to a row

    def action_jump(self) -> None:
        owner = self._list.looker.owner(self.kind, self.meant())
        letters = [one for one in JUMPS if one[2] != "owner" or owner]
        self.push_screen(GoTo(letters, "jump to"), self._jump)

    def _jump(self, where: str | None) -> None:
        main, keys = self._list, self.meant()
        if not where or not keys:
            return
        if where == "owner":
            found = main.looker.owner(self.kind, keys)
            if found:
                self.show_kind(found[0], selected=found[1])
        elif where == "nodes":
            self.action_node()
        elif where == "services":
            self.show_kind("services", selected=main.frame.service if main.frame else "")
        else:
            wanted = main.looker.related(self.kind, keys[0], where)
            self.show_kind(where, selected=wanted)


def singular(plural: str) -> str:
    """`service`; a kind that is not known by its plural is named as it is."""
    return next((kind.singular for kind in KINDS if kind.plural == plural), plural)


def kind_of(word: str) -> Kind | None:
    """The kind that a word names: plural, singular, short, with or without its group."""
    lower = word.lower()
    return next((kind for kind in KINDS if lower in (kind.plural, kind.singular, kind.resource, *kind.short)), None)
