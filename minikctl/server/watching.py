"""Watches: what happened to the objects of a kind since a resourceVersion, and what happens from now on.

Sources: apiserver's endpoints/handlers/watch.go, storage/cacher (which event a change of labels becomes).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from minikctl.server.addressing import Address
from minikctl.server.bodies import number
from minikctl.server.feed import Feed, Happening
from minikctl.server.forms import META, form_of, one, partial, tabled
from minikctl.server.messages import Request
from minikctl.server.reading import chosen, resource_version, selection
from minikctl.state import errors
from minikctl.state.errors import ApiError

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

BOOKMARK_EVERY = 60.0
LONGEST = 3600.0
INITIAL_END = "k8s.io/initial-events-end"


class Watch:
    """One client's watch: `lines` are the bytes that it is sent."""

    def __init__(self, feed: Feed, address: Address, request: Request, look: Callable[[], View]) -> None:
        """Raises ApiError where the request cannot be understood."""
        self.feed = feed
        self.address = address
        self.look = look
        self.fits = selection(address, request)
        self.form = form_of(request)
        self.include = request.option("includeObject")
        self.wants_bookmarks = request.is_set("allowWatchBookmarks")
        self.seconds = float(number(request.option("timeoutSeconds", "0"), "timeoutSeconds")) or LONGEST
        self.has_headers = False
        text = request.option("resourceVersion")
        self.starts_with_all = request.is_set("sendInitialEvents") or text in ("", "0")
        self.wants_end = request.is_set("sendInitialEvents")
        self.initial = chosen(look(), address, request) if self.starts_with_all else []
        self.position = int(resource_version(look())) if self.starts_with_all else number(text, "resourceVersion")
        self.place = feed.end if self.starts_with_all else feed.place_after(self.position)

    async def lines(self, now: Callable[[], float]) -> AsyncIterator[bytes]:
        """The events as lines of JSON; ends with the timeout of the request."""
        until, bookmark = now() + self.seconds, now() + BOOKMARK_EVERY
        for obj in self.initial:
            yield self.line("ADDED", obj)
        self.initial = []
        if self.wants_end:
            yield self.bookmark({INITIAL_END: "true"})
        while now() < until:
            found = self.feed.since(self.place) if self.place >= 0 else None
            if found is None:
                yield line_of("ERROR", gone(self.position, self.feed.oldest).status())
                return
            self.place += len(found)
            for happening in found:
                data = self.told(happening)
                if data:
                    yield data
            if found:
                self.position = max(self.position, found[-1].position)
                continue
            await self.feed.wait(min(until - now(), max(bookmark - now(), 0.0)))
            if now() >= bookmark:
                bookmark = now() + BOOKMARK_EVERY
                if self.wants_bookmarks:
                    yield self.bookmark({})

    def told(self, happening: Happening) -> bytes:
        """The event of a change, b"" if it does not concern this watch."""
        address = self.address
        if happening.table != address.kind.plural:
            return b""
        space, _, name = happening.key.partition("/")
        if (address.namespace and address.kind.namespaced and space != address.namespace) or (
            address.name and name != address.name
        ):
            return b""
        old = happening.old if happening.old is not None and self.is_meant(happening.old) else None
        new = happening.new if happening.new is not None and self.is_meant(happening.new) else None
        if new is not None:
            return self.line("MODIFIED" if old is not None else "ADDED", new)
        if old is None:
            return b""
        meta = {**old["metadata"], "resourceVersion": str(happening.position)}
        return self.line("DELETED", {**old, "metadata": meta})

    def is_meant(self, obj: Obj) -> bool:
        return self.fits is None or self.fits(obj)

    def line(self, event: str, obj: Obj) -> bytes:
        kind, version = self.address.kind, self.address.version
        if self.form == "Table":
            rv = str(obj["metadata"].get("resourceVersion", ""))
            shown = tabled(self.look(), kind, [obj], version, rv, self.include)
            if self.has_headers:
                shown["columnDefinitions"] = None
            self.has_headers = True
        elif self.form:
            shown = partial(obj)
        else:
            shown = one(kind, obj, version)
        return line_of(event, shown)

    def bookmark(self, annotations: dict[str, str]) -> bytes:
        """An object that says only how far the watch has come."""
        self.position = max(self.position, self.feed.latest)
        meta: Obj = {"resourceVersion": str(self.position), "creationTimestamp": None}
        if annotations:
            meta["annotations"] = annotations
        if self.form == "Table":
            rows = [{"cells": [], "object": {"kind": "PartialObjectMetadata", "apiVersion": META, "metadata": meta}}]
            shown: Obj = {"kind": "Table", "apiVersion": META, "metadata": {}, "columnDefinitions": None, "rows": rows}
            shown["metadata"] = {"resourceVersion": str(self.position)}
            return line_of("BOOKMARK", shown)
        kind, version = self.address.kind.name, self.address.version
        if self.form:
            kind, version = "PartialObjectMetadata", META
        return line_of("BOOKMARK", {"kind": kind, "apiVersion": version, "metadata": meta})


def line_of(event: str, obj: Obj) -> bytes:
    return json.dumps({"type": event, "object": obj}, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def gone(asked: int, oldest: int) -> ApiError:
    return errors.expired(f"too old resource version: {asked} ({oldest})")
