"""-o json."""

from __future__ import annotations

from minikctl.output import Obj, Options, Write, is_event, without_managed_fields
from minikctl.state.gotext import json_line, json_pages, json_text


class JsonPrinter:
    """Objects as encoding/json's MarshalIndent writes them, each with a newline."""

    __slots__ = ("_options",)

    def __init__(self, options: Options) -> None:
        self._options = options

    def print(self, obj: Obj, write: Write) -> None:
        if is_event(obj):  # kubectl: an event is written on one line
            inner = obj["object"] if self._options.show_managed_fields else without_managed_fields(obj["object"])
            write(f'{{"type":{json_text(obj["type"])},"object":{json_line(inner)}}}\n')
            return
        shown = obj if self._options.show_managed_fields else without_managed_fields(obj)
        write(json_pages(shown, ordered=self._options.ordered) + "\n")


def printer(name: str, template: str, options: Options) -> JsonPrinter:
    return JsonPrinter(options)
