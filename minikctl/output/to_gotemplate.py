"""-o go-template, go-template-file, template and templatefile."""

from __future__ import annotations

from minikctl.gotemplate import ExecutionError, GoTemplate
from minikctl.output import Obj, Options, OutputError, Write, read_template
from minikctl.state.fields import go_quote
from minikctl.state.gotext import go_value, json_line


class GoTemplatePrinter:
    """What a template makes of an object; a failure is explained on the output as well."""

    __slots__ = ("_ordered", "_parsed", "_template")

    def __init__(self, template: str, options: Options) -> None:
        self._template = template
        self._ordered = options.ordered
        try:
            self._parsed = GoTemplate(template, allow_missing=options.allow_missing)
        except ValueError as error:
            raise OutputError(f"error parsing template {template}, {error}\n") from None

    def print(self, obj: Obj, write: Write) -> None:
        try:
            text = self._parsed.text(obj)
        except ExecutionError as error:
            write(error.written + self._explained(error, obj))
            raise OutputError(f"error executing template {go_quote(self._template)}: {error}") from None
        write(text)

    def _explained(self, error: ExecutionError, obj: Obj) -> str:
        return (
            f"Error executing template: {error}. Printing more information for debugging the template:\n"
            f"\ttemplate was:\n\t\t{self._template}\n"
            f"\traw data was:\n\t\t{json_line(obj, ordered=self._ordered)}\n"
            f"\tobject given to template engine was:\n\t\t{go_value(obj)}\n\n"
        )


def printer(name: str, template: str, options: Options) -> GoTemplatePrinter:
    text = read_template(template, options) if name in ("go-template-file", "templatefile") else template
    return GoTemplatePrinter(text, options)
