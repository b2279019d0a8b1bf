"""`describe`: objects in detail, one page each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.arguments import Chosen, Found, chosen, has_files
from minikctl.errors import CommandError, joined
from minikctl.flags import ALL_NAMESPACES, CHUNK_SIZE, FILENAME, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.errors import ApiError
from minikctl.state.kinds.kind import rules

if TYPE_CHECKING:
    from minikctl.state.view import View

FLAGS = (
    *FILENAME,
    *SELECTOR,
    *ALL_NAMESPACES,
    *CHUNK_SIZE,
    Flag("show-events", kind="bool", default=True, effect="Show what happened to each object."),
)
USAGE = "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)"
HELP = """
Show objects in detail, together with what belongs to them.

A name that does not exist is taken as the beginning of names.
"""
EXAMPLES = (
    ("A Service and its endpoints", "kubectl describe service web"),
    ("All Pods whose names begin with web", "kubectl describe pods web"),
    ("A Pod by kind and name", "kubectl describe pods/client"),
)
NO_TYPE = (
    "You must specify the type of resource to describe. "
    'Use "{0} api-resources" for a complete list of supported resources.'
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if not args and not has_files(options):
        raise CommandError(NO_TYPE.format(call.around.called))
    view = call.view()
    shown = view if options["show-events"] else without_events(view)
    found = chosen(call, args, options, everything=True, view=view)
    if len(args) == 2 and found.errors and all(is_missing(error) for error in found.errors):
        return describe_matching(call, args, options, found, shown)
    pages = [page(call, item, shown) for item in found.found]
    call.out("\n\n".join(pages))
    if not pages and not found.errors:
        where = "" if call.all_namespaces else f" in {call.namespace} namespace."
        call.err(f"No resources found{where}\n")
    if found.errors:
        raise joined(found.errors)
    return None


def is_missing(error: Exception) -> bool:
    return isinstance(error, ApiError) and error.reason == "NotFound"


def describe_matching(call: Invocation, args: list[str], options: Options, missed: Chosen, view: View) -> None:
    """The pages of all objects whose names begin with what was given; if there are none, the first error."""
    every = chosen(call, args[:1], options, everything=True, view=view)
    pages = [page(call, item, view) for item in every.found if item.name.startswith(args[1])]
    if not pages:
        raise joined(missed.errors)
    for text in pages:
        call.line(text)


def page(call: Invocation, item: Found, view: View) -> str:
    """An object's page."""
    describe = rules(item.kind).describe
    if describe is None:
        from minikctl.state.kinds.generic import describe as generic  # kinds without a page of their own

        describe = generic
    return describe(item.obj, view)


def without_events(view: View) -> View:
    """The view with --show-events=false."""
    from minikctl.state.view import View  # only for this flag

    class Quiet(View):
        """A view whose pages leave events out."""

        __slots__ = ("show_events",)

    quiet = Quiet.__new__(Quiet)
    for owner in type(view).__mro__:
        for name in getattr(owner, "__slots__", ()):
            if name in View.__slots__:
                setattr(quiet, name, getattr(view, name))
    quiet.show_events = False
    return quiet
