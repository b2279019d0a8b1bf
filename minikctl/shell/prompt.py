"""The prompt: prompt_toolkit with our history, completion, colours and keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from minikctl import contexts
from minikctl.complete import completions
from minikctl.errors import CommandError
from minikctl.shell.highlighting import COLOURS, PLAIN, Colours, complaint
from minikctl.shell.history import Typed
from minikctl.state.kinds import NAMESPACE
from minikctl.state.objects import name_of
from minikctl.state.store.errors import StoreError

if TYPE_CHECKING:
    from minikctl.shell.session import Shell

SHORT = 60  # cells of the last change's cause


def converse(shell: Shell, *, vi: bool = False, **terminal: Any) -> int:
    """Asks for lines and runs them until Ctrl-D or `exit`; returns the last status. `terminal`: of a test."""
    session: PromptSession[str] = PromptSession(
        history=Typed(shell.around.home),
        completer=Live(shell),
        complete_while_typing=True,
        complete_in_thread=False,
        auto_suggest=AutoSuggestFromHistory(),
        enable_history_search=False,
        enable_open_in_editor=True,
        lexer=Colours(lambda: shell.surroundings(cwd=shell.lines.cwd)),
        style=PLAIN if shell.around.env.get("NO_COLOR") else COLOURS,
        key_bindings=keys(shell),
        multiline=True,
        prompt_continuation="> ",
        bottom_toolbar=lambda: toolbar(shell, session.default_buffer.text),
        editing_mode=EditingMode.VI if vi else EditingMode.EMACS,
        **terminal,
    )
    while shell.ended is None:
        try:
            line = session.prompt(lambda: prompt(shell))
        except KeyboardInterrupt:
            continue  # Ctrl-C clears the line
        except EOFError:
            break
        if line.strip():
            shell.run(line if line.endswith("\n") else line + "\n")
    return shell.status if shell.ended is None else shell.ended


def prompt(shell: Shell) -> StyleAndTextTuples:
    """`minikctl:default> `, with the status of the last command if it failed."""
    try:
        target = shell.target()
        where = f"{target.context}:{target.namespace}"
    except CommandError:
        where = "?"
    failed: StyleAndTextTuples = [("class:status", f"[{shell.status}] ")] if shell.status else []
    return [*failed, ("", f"{where}> ")]


def toolbar(shell: Shell, line: str) -> str:
    """What is wrong with the line, or where one is and what happened last."""
    try:
        wrong = complaint(line, shell.around)
        if wrong:
            return f" {wrong}"
        cluster, target = shell.cluster(), shell.target()
        rev = cluster.version()[0]
        last = cluster.history(rev, rev)
    except (CommandError, StoreError) as error:
        return f" {error}"
    cause = last[-1].cause[:SHORT] if last else ""
    return f" {target.context} · {target.namespace} · revision {rev}: {cause} · F4 context  F5 namespace  ^R search"


class Live(Completer):
    """The one completion function, at the prompt."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        line = document.text_before_cursor
        found = completions(line, self.shell.surroundings(cwd=self.shell.lines.cwd), document.text_after_cursor)
        for one in found.suggestions:
            yield Completion(one.text, found.start - len(line), display_meta=one.about)


def keys(shell: Shell) -> KeyBindings:
    """Enter runs a complete line; F4 and F5 go to the next context and namespace."""
    bindings = KeyBindings()

    @bindings.add("enter")
    def enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        chosen = buffer.complete_state.current_completion if buffer.complete_state else None
        if chosen is not None:
            buffer.apply_completion(chosen)
        elif shell.is_complete(buffer.text + "\n"):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    @bindings.add("f4")
    def next_context(event: KeyPressEvent) -> None:
        config = shell.around.config()
        names = [str(one["name"]) for one in config.get("contexts") or ()]
        if names:
            write(shell, {**config, "current-context": following(names, shell.target().context)})

    @bindings.add("f5")
    def next_namespace(event: KeyPressEvent) -> None:
        names = [name_of(one) for one in shell.cluster().view().list(NAMESPACE)]
        if names:
            write(shell, in_namespace(shell.around.config(), following(names, shell.target().namespace)))

    return bindings


def write(shell: Shell, config: contexts.Config) -> None:
    """Keeps a changed configuration."""
    contexts.write_config(shell.around.files, shell.around.config_path, config)


def in_namespace(config: contexts.Config, namespace: str) -> contexts.Config:
    """The configuration with another namespace in the current context."""
    changed = [
        {**one, "context": {**(one.get("context") or {}), "namespace": namespace}}
        if one.get("name") == config.get("current-context")
        else one
        for one in config.get("contexts") or ()
    ]
    return {**config, "contexts": changed}


def following(names: list[str], current: str) -> str:
    """The name after the current one, the first after the last."""
    return names[(names.index(current) + 1) % len(names)] if current in names else names[0]
