"""`get --watch`: what is there, then each change as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.arguments import Chosen, Found, chosen
from minikctl.commands.get import rows_of, table_options
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.output import GET_FORMATS, is_table, printer_for
from minikctl.output.to_table import TablePrinter
from minikctl.printing import print_options
from minikctl.state.errors import ApiError
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import key_of, name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


class Watch:
    """Shows a list and its changes; keeps what it showed last."""

    def __init__(self, call: Invocation, args: list[str], options: Options, view: View) -> None:
        self.call = call
        self.args = args
        self.options = options
        found = self.look(view)
        if found.errors:
            found.raise_errors()
        if len(set(found.kinds)) != 1:
            raise CommandError("you may only specify a single resource type")
        self.kind: Kind = found.kinds[0]
        self.known = {key_of(item.obj): item.obj for item in found.found}
        self.has_table = is_table(options["output"], print_options(call, options))
        self.table = TablePrinter(call.out, table_options(options, call.all_namespaces, False))
        self.printer = (
            None if self.has_table else printer_for(options["output"], print_options(call, options), GET_FORMATS)
        )

    def look(self, view: View) -> Chosen:
        """What the arguments mean now; an object that was named and is gone is no error."""
        return chosen(self.call, self.args, self.options, everything=True, view=view)

    def show(self, objects: list[Obj], event: str, view: View) -> None:
        """Prints some objects with what happened to them."""
        told = event if self.options["output-watch-events"] else ""
        if self.has_table:
            items = [Found(self.kind, name_of(obj), namespace_of(obj), obj) for obj in objects]
            self.table.add(rows_of(self.options, self.kind, items, view), told)
            self.table.flush()
        for obj in objects if self.printer is not None else ():
            assert self.printer is not None
            self.printer.print({"type": event, "object": obj} if told else obj, self.call.out)
        self.call.around.out.flush()

    def step(self, view: View) -> None:
        """Shows what has changed since the last look."""
        try:
            found = self.look(view).without_missing()
        except ApiError:
            return
        now = {key_of(item.obj): item.obj for item in found.found}
        for key, obj in now.items():
            if key not in self.known:
                self.show([obj], "ADDED", view)
            elif obj is not self.known[key] and obj != self.known[key]:
                self.show([obj], "MODIFIED", view)
        for key in [key for key in self.known if key not in now]:
            self.show([self.known[key]], "DELETED", view)
        self.known = now


def watch(call: Invocation, args: list[str], options: Options) -> None:
    """Watches until it is called off, or for --request-timeout."""
    view = call.view()
    seen = call.cluster.version()
    watched = Watch(call, args, options, view)
    if not options["watch-only"] and watched.known:
        watched.show(list(watched.known.values()), "ADDED", view)
    limit = call.request_timeout()
    end = None if limit is None else call.around.clock.now() + limit
    while end is None or call.around.clock.now() < end:
        before = seen
        left = None if end is None else end - call.around.clock.now()
        if not call.wait(lambda _: call.cluster.version() != before, left):  # noqa: B023
            return
        view = call.view()
        seen = call.cluster.version()
        watched.step(view)
