"""ACTIONS: every key, what it is called and does, and its line in the help; bindings and help page come from here."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding, BindingType


class Action(NamedTuple):
    """What a key does. `where`: everywhere (app), in lists, in texts (lists and texts move alike), or in the bar."""

    keys: str
    action: str
    text: str
    where: str
    shown: str = ""  # how the help writes the keys
    first: bool = False  # before any widget sees the key


MOVES = (
    ("j,down", "move(1)", "down", "j ↓"),
    ("k,up", "move(-1)", "up", "k ↑"),
    ("ctrl+f,pagedown", "page(1)", "a page down", "ctrl-f"),
    ("ctrl+b,pageup", "page(-1)", "a page up", "ctrl-b"),
    ("g,home", "top", "to the top", "g"),
    ("G,end", "bottom", "to the bottom", "G"),
)
ACTIONS = (
    *[Action(keys, action, text, "list", shown) for keys, action, text, shown in MOVES],
    Action("enter", "choose", "open: look at it closely", "list", "⏎"),
    *[Action(keys, action, text, "text", shown) for keys, action, text, shown in MOVES],
    Action("left", "sideways(-8)", "to the left", "text", "←"),
    Action("right", "sideways(8)", "to the right", "text", "→"),
    Action("colon", "command", "run a command", "app", ":", True),  # first: the keys that follow belong to the bar
    Action("slash", "filter", "filter the list, search in a text", "app", "/", True),
    Action("question_mark", "help", "this page", "app", "?"),
    Action("tab", "other_pane", "next pane", "app", first=False),
    Action("shift+tab", "other_pane", "previous pane", "app", "shift-tab"),
    Action("1", "tab_number(1)", "the tabs, left to right", "app", "1…9"),
    *[Action(str(number), f"tab_number({number})", "", "app") for number in range(2, 10)],
    Action("left_square_bracket", "tab_by(-1)", "tab to the left", "app", "["),
    Action("right_square_bracket", "tab_by(1)", "tab to the right", "app", "]"),
    Action("m", "tab('map')", "map", "app"),
    Action("i", "tab('iptables')", "iptables", "app"),
    Action("v", "tab('events')", "events", "app"),
    Action("y", "tab('yaml')", "YAML", "app"),
    Action("d", "tab('describe')", "describe", "app"),
    Action("s", "tab('story')", "story: who did what, in which order", "app"),
    Action("c", "tab('changes')", "what the last change did", "app"),
    Action("h", "tab('history')", "history", "app"),
    Action("b", "tab('problems')", "problems", "app"),
    Action("n", "namespaces", "choose a namespace", "app"),
    Action("0", "everywhere", "all namespaces", "app"),
    Action("p", "pods", "choose the pod of resolv.conf and env", "app"),
    Action("w", "raw", "exact text of rules, or short", "app"),
    Action("x", "marks", "marks of what changed, on or off", "app"),
    Action("f", "full", "this pane on the full screen", "app"),
    Action("ctrl+e", "header", "header on or off", "app", "ctrl-e"),
    Action("U", "undo", "undo the last change", "app"),
    Action("R", "redo", "redo what was undone", "app"),
    Action("ctrl+d", "edit_line('delete service {service} --namespace {namespace}')", "delete (asks)", "app", "ctrl-d"),
    Action("ctrl+r", "reload", "read the cluster again", "app", "ctrl-r"),
    Action("escape", "step_back", "close, clear the filter, go back", "app", "esc"),
    Action("q", "leave", "back; on the first view: leave", "app"),
    Action("ctrl+c", "stop", "stop a command; twice: leave", "app", "ctrl-c", True),
    Action("ctrl+q", "quit_now", "leave", "app", "ctrl-q"),
    Action("tab", "complete", "complete", "bar"),
    Action("up", "older", "older line", "bar", "↑"),
    Action("down", "newer", "newer line", "bar", "↓"),
    Action("escape", "close", "leave the bar", "bar", "esc"),
    Action("escape,q,question_mark", "dismiss", "close", "over", "esc q"),
    Action("enter", "choose", "take it", "over", "⏎"),
)


def bindings(where: str) -> list[BindingType]:
    """The bindings of one place."""
    return [
        Binding(action.keys, action.action, action.text, show=False, priority=action.first)
        for action in ACTIONS
        if action.where == where
    ]


def keys_of(action: Action) -> str:
    """How a key is written in the help."""
    return action.shown or action.keys
