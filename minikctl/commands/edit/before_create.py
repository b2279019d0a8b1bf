"""`create --edit`: each manifest is edited before its object is made."""

from __future__ import annotations

from minikctl import patching
from minikctl.arguments import Found
from minikctl.commands.edit.editor import HEADER, Editing
from minikctl.grammar.flag import Options
from minikctl.invocation import NONE, Invocation
from minikctl.manifests.visiting import each_manifest
from minikctl.printing import printer
from minikctl.state.errors import ApiError


def create_edited(call: Invocation, options: Options) -> None:
    """Lets the user edit each manifest, and makes what was changed. Raises CommandError, ApiError."""

    def edit(item: Found) -> None:
        editing = Editing(call, Options({**options, "show-managed-fields": False}), HEADER)

        def make(edited: Found) -> None:
            manifest = patching.noted(edited.obj, options["save-config"])
            try:
                made = patching.create(call, edited.kind, manifest, edited.namespace, NONE, call.validation())
            except ApiError:
                editing.preserve(editing.path)
                raise
            printer(call, options, "created").print(made, call.out)

        editing.loop([item], make)

    each_manifest(call, options, "", edit)
