"""Visits manifests one by one: each is acted upon before the next is read, errors are collected as kubectl does."""

from __future__ import annotations

from collections.abc import Callable

from minikctl.arguments import Found, by_labels
from minikctl.errors import CommandError, joined, with_source
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.manifests.sources import read_all, sources
from minikctl.state.errors import ApiError


def each_manifest(call: Invocation, options: Options, verb: str, action: Callable[[Found], None]) -> None:
    """Does something to the object of each manifest; raises what went wrong (`when VERB FILE`) at the end.

    Errors of the action come first; what could not be read comes last, as one (kubectl's nested visitors).
    """
    failed: list[Exception] = []
    unread: list[Exception] = []
    given = sources(call, options)
    validate = "validate" in options and call.validation() != "Ignore"
    for item in read_all(call, given, call.view(), validate=validate):
        if isinstance(item, Exception):
            unread.append(item)
            continue
        for chosen in by_labels([item], str(options.get("selector") or "")):
            try:
                action(chosen)
            except ApiError as error:
                failed.append(with_source(error, verb, chosen.source) if verb else error)
            except CommandError as error:
                failed.append(error)
    if unread:
        failed.append(joined(unread))
    if failed:
        raise joined(failed)
