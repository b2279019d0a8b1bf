"""-o jsonpath, jsonpath-as-json and jsonpath-file."""

from __future__ import annotations

from minikctl.jsonpath import JsonPath, PathError
from minikctl.output import Obj, Options, OutputError, Write, read_template
from minikctl.state.fields import go_quote
from minikctl.state.gotext import go_syntax


class JsonPathPrinter:
    """What a template finds in an object."""

    __slots__ = ("_as_json", "_path", "_template")

    def __init__(self, template: str, options: Options, *, as_json: bool = False) -> None:
        self._template = template
        self._as_json = as_json
        try:
            self._path = JsonPath(template, allow_missing=options.allow_missing)
        except ValueError as error:
            raise OutputError(f"error parsing jsonpath {template}, {error}\n") from None

    def print(self, obj: Obj, write: Write) -> None:
        try:
            text = self._path.json(obj) if self._as_json else self._path.text(obj)
        except PathError as error:
            raise OutputError(self._explained(error, obj)) from None
        write(text)

    def _explained(self, error: PathError, obj: Obj) -> str:
        return (
            f"error executing jsonpath {go_quote(self._template)}: Error executing template: {error}."
            " Printing more information for debugging the template:\n"
            f"\ttemplate was:\n\t\t{self._template}\n"
            f"\tobject given to jsonpath engine was:\n\t\t{go_syntax(obj)}\n\n\n"
        )


def printer(name: str, template: str, options: Options) -> JsonPathPrinter:
    text = read_template(template, options) if name == "jsonpath-file" else template
    return JsonPathPrinter(text, options, as_json=name == "jsonpath-as-json")
