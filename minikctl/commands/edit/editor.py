"""The loop of `edit`: show, let edit, read, send; again with the reasons at the top if something was wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minikctl.arguments import Found
from minikctl.editing import Edited, edited, has_lines, without_comments
from minikctl.errors import CommandError, Exit, joined
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.manifests import ParseError, documents
from minikctl.manifests.objectmeta import schema_error
from minikctl.manifests.sources import Source, read_all
from minikctl.output import OutputError, without_managed_fields
from minikctl.output.to_yaml import to_yaml
from minikctl.printing import by_name, printer
from minikctl.state.errors import ApiError
from minikctl.state.gotext import json_pages

Obj = dict[str, Any]
Send = Callable[[Found], None]

HEADER = """\
# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""
HEADER_OF_APPLIED = """\
# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
"""
NO_CHANGES = "Edit cancelled, no changes made.\n"
EMPTY = "Edit cancelled, saved file was empty.\n"
NOT_VALID = "Edit cancelled, no valid changes were saved."


class Editing:
    """One run of `edit`: how objects are shown, and what was wrong in the last round."""

    def __init__(self, call: Invocation, options: Options, header: str) -> None:
        form = options["output"]
        if form not in ("", "json", "yaml"):
            raise OutputError(
                f'unable to match a printer suitable for the output format "{form}", allowed formats are: json,yaml'
            )
        self.call = call
        self.options = options
        self.is_json = form == "json"
        self.header = "" if self.is_json else header
        self.reasons: list[tuple[str, list[str]]] = []
        self.invalid = self.missing = self.retryable = 0
        self.path = ""

    # ---- what is said

    def say(self, obj: Obj, operation: str) -> None:
        """`service/web edited`."""
        printer(self.call, Options({**self.options, "output": ""}), operation).print(obj, self.call.out)

    def refused(self, item: Found, error: ApiError) -> None:
        """Says that the server refused a change, and remembers why."""
        what = f'{item.kind.resource} "{item.name}"'
        if error.reason == "Invalid":
            self.invalid += 1
            causes = [f"{cause.field}: {cause.message}" for cause in error.causes]
            self.reasons.append((f"{what} was not valid", causes))
            said = f"error: {what} is invalid"
        elif error.reason == "NotFound":
            self.missing += 1
            said = f"error: {what} could not be found on the server"
        else:
            self.retryable += 1
            said = f"error: {what} could not be patched: {error.message}"
        self.call.err(said + "\n")

    def top(self) -> str:
        """The comment at the top: what to do, and what was wrong."""
        if not self.header:
            return ""
        parts = [self.header]
        for head, others in self.reasons:
            parts.append(f"# {commented(head)}{':' if others else ''}\n")
            parts += [f"# * {commented(other)}\n" for other in others]
            parts.append("#\n")
        return "".join(parts)

    # ---- the loop

    def loop(self, items: list[Found], send: Send) -> None:
        """Lets the user edit until it is sent or given up. Raises CommandError, Exit."""
        original = self.text_of(items)
        last, failed = "", False
        while True:
            body = last if failed else original
            try:
                found = edited(self.call, self.top() + body, ".json" if self.is_json else ".yaml")
            except CommandError:
                self.preserve(self.path)
                raise
            text = without_comments(found.text)
            if failed and text == without_comments(last):
                self.preserve(found.path)
                raise CommandError(NOT_VALID)
            self.drop(self.path)
            self.path = ""
            wrong = self.schema_problem(text)
            if wrong:
                self.again(found)
                why = f'The edited file failed validation": {wrong}'
                self.call.err(self.failed_validation(items[0], why) + "\n")
                last, failed = text, True
                continue
            if text == without_comments(original):
                return self.stop(found, NO_CHANGES)
            if not has_lines(found.text):
                return self.stop(found, EMPTY)
            self.again(found)
            try:
                changed = self.read(text)
            except CommandError as error:
                self.reasons = [(f"The edited file had a syntax error: {error}", [])]
                last, failed = text, True
                continue
            self.send_all(changed, send, found)
            if not self.invalid:
                return self.drop(found.path)
            last, failed = text, bool(self.reasons)

    def again(self, found: Edited) -> None:
        """Begins a round: nothing is wrong so far."""
        self.reasons = []
        self.invalid = self.missing = self.retryable = 0
        self.path = found.path

    def stop(self, found: Edited, why: str) -> None:
        self.drop(found.path)
        self.call.err(why)

    def send_all(self, changed: list[Found], send: Send, found: Edited) -> None:
        """Sends what was edited. Raises CommandError, or Exit if the server refused it for good."""
        try:
            for item in changed:
                send(item)
        except CommandError:
            self.preserve(found.path)
            raise
        if self.retryable:
            name = self.call.around.called
            self.call.err(f"You can run `{name} replace -f {found.path}` to try this update again.\n")
            raise Exit(1)
        if self.missing:
            self.call.err(f'The edits you made on deleted resources have been saved to "{found.path}"\n')
            raise Exit(1)

    # ---- files and texts

    def preserve(self, path: str) -> None:
        """Says where the user's work is kept."""
        if path and self.call.around.files.exists(path):
            self.call.err(f'A copy of your changes has been stored to "{path}"\n')

    def drop(self, path: str) -> None:
        if path and self.call.around.files.exists(path):
            self.call.around.files.remove(path)

    def text_of(self, items: list[Found]) -> str:
        """The objects as they are shown: one alone, several as a List."""
        objects = [item.obj for item in items]
        if not self.options["show-managed-fields"]:
            objects = [without_managed_fields(obj) for obj in objects]
        shown: Obj = objects[0]
        if len(objects) > 1:
            shown = {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {}}
        text = json_pages(shown) + "\n" if self.is_json else to_yaml(by_name(shown))
        return text.replace("\n", "\r\n") if self.options["windows-line-endings"] else text

    def schema_problem(self, text: str) -> str:
        """What the client's own validation finds wrong; "" if nothing, or if the text cannot be read at all."""
        if self.call.validation() == "Ignore":
            return ""
        try:
            for document in documents(text.encode()):
                wrong = schema_error(document.value)
                if wrong:
                    return wrong
        except ParseError:
            return ""
        return ""

    def failed_validation(self, item: Found, why: str) -> str:
        self.invalid += 1
        what = f'{item.kind.resource} "{item.name}"'
        self.reasons.append((f"{what} was not valid", [f'<nil>: Invalid value: "{why}']))
        return f"error: {what} is invalid"

    def read(self, text: str) -> list[Found]:
        """The edited objects. Raises CommandError for what cannot be read."""
        found: list[Found] = []
        errors: list[Exception] = []
        source = Source("edited-file", text.encode())
        for item in read_all(self.call, [source], self.call.view(), validate=False):
            if isinstance(item, Exception):
                errors.append(item)
            else:
                found.append(item)
        if errors:
            raise CommandError(str(joined(errors)))
        return found


def commented(text: str) -> str:
    """Lines that stay comments."""
    return text.replace("\n", "\n# ")
