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

    @property
    def id(self) -> str:
        """What `keys.yaml` calls it: `app.undo`, `list.sort_by.NAME`."""
        name, _, rest = self.action.removeprefix("app.").partition("(")
        words = [word.strip(" '\"") for word in rest.rstrip(")").split(",")]
        return ".".join([self.where, name, *[word.replace("-", "minus") for word in words if word]])


MOVES = (
    ("j,down", "move(1)", "down", "j ↓"),
    ("k,up", "move(-1)", "up", "k ↑"),
    ("ctrl+f,pagedown", "page(1)", "a page down", "ctrl-f"),
    ("ctrl+b,pageup", "page(-1)", "a page up", "ctrl-b"),
    ("g,home", "top", "to the top", "g"),
    ("G,end", "bottom", "to the bottom", "G"),
)
LIST = (
    Action("enter", "choose", "open: look at it closely", "list", "⏎"),
    Action("left", "app.columns(-1)", "the columns before", "list", "←"),
    Action("right", "app.columns(1)", "the columns behind", "list", "→"),
    Action("0", "app.everywhere", "all namespaces", "list"),
    Action("1", "app.recent(1)", "recent namespaces", "list", "1…9"),
    *[Action(str(number), f"app.recent({number})", "", "list") for number in range(2, 10)],
    Action("e", "app.edit", "edit", "list"),
    Action("ctrl+d", "app.delete", "delete (shows the effect, asks)", "list", "ctrl-d"),
    Action("ctrl+k", "app.kill", "delete a pod at once, if ui.kill is true", "list", "ctrl-k"),
    Action("l", "app.tab('logs')", "logs", "list"),
    Action("p", "app.pods", "pods: logs of the run before; else the pod of resolv.conf, env and trace", "list"),
    Action("s", "app.shell_or_scale", "pods: a shell; workloads and Services: scale", "list"),
    Action("r", "app.restart", "restart the workload", "list"),
    Action("z", "app.replicasets", "the ReplicaSets of a Deployment", "list"),
    Action("F", "app.forward", "port-forward", "list", "shift-f"),
    Action("f", "app.full", "this pane on the full screen", "list"),
    Action("J", "app.jump", "jump to owner, Services, slices, pods, node …", "list", "shift-j"),
    Action("o", "app.node", "pods: the node", "list"),
    Action("a", "app.attach", "pods: attach", "list"),
    Action("u", "app.use", "namespaces: use it", "list"),
    Action("w", "app.warp", "to the namespace of the row", "list"),
    Action("space", "mark", "mark", "list"),
    Action("ctrl+@,ctrl+space", "mark_range", "mark all from the last mark", "list", "ctrl-space"),
    Action("ctrl+backslash", "unmark", "clear the marks", "list", "ctrl-\\"),
    Action("c", "app.copy", "copy the name", "list"),
    Action("n", "app.copy_namespace", "copy the namespace; in an empty list: make a Deployment", "list"),
    Action("T", "app.tutorial", "tutorials", "list"),
    Action("shift+left", "app.column_by(-1)", "choose the column that sorts", "list", "shift-←"),
    Action("shift+right", "app.column_by(1)", "choose the column that sorts", "list", "shift-→"),
    Action("O", "app.sort", "sort by the chosen column; again: reverse", "list", "shift-o"),
    Action("N", "app.sort_by('NAME')", "sort by name", "list", "shift-n"),
    Action("A", "app.sort_by('AGE')", "sort by age", "list", "shift-a"),
    Action("P", "app.sort_by('NAMESPACE')", "sort by namespace", "list", "shift-p"),
    Action("S", "app.sort_by('STATUS')", "sort by status or readiness", "list", "shift-s"),
    Action("ctrl+w", "app.wide", "wide columns", "list", "ctrl-w"),
    Action("ctrl+z", "app.troubled", "only rows with a problem", "list", "ctrl-z"),
)
TRACE = (
    Action("space", "app.play", "trace: play, pause", "text"),
    Action("right,l,full_stop", "app.trace_by(1)", "trace: a step on", "text", "→ l ."),
    Action("left,h,comma", "app.trace_by(-1)", "trace: a step back", "text", "← h ,"),
    Action("home", "app.trace_to(0)", "trace: the first step", "text"),
    Action("end", "app.trace_to(9999)", "trace: the last step", "text"),
    Action("plus", "app.pace(2)", "trace, tutorial: faster", "text", "+"),
    Action("minus", "app.pace(0.5)", "trace, tutorial: slower", "text", "-"),
    Action("n", "app.draw", "trace: another endpoint is drawn", "text"),
    Action("s", "app.pods", "trace: the pod that asks", "text"),
    Action("o", "app.target", "trace: what is asked for", "text"),
    Action("A", "app.all_draws", "trace: all endpoints", "text"),
    Action("w", "app.trace_text", "trace: all steps as text", "text"),
)
LESSON = (
    Action("enter,full_stop", "app.lesson('run')", "tutorial: run the step", "text", "⏎ ."),
    Action("n", "app.lesson('next')", "tutorial: the next step", "text"),
    Action("b", "app.lesson('back')", "tutorial: back, undoes the step", "text"),
    Action("a", "app.lesson('auto')", "tutorial: plays by itself", "text"),
    Action("space", "app.lesson('pause')", "tutorial: pause", "text"),
    Action("right_square_bracket", "app.lesson('section')", "tutorial: the next heading", "text", "]"),
    Action("T", "app.lesson('type')", "tutorial: type the commands yourself", "text"),
    Action("P", "app.lesson('predict')", "tutorial: predict the output first", "text"),
    Action("h", "app.lesson('hint')", "tutorial: a hint; again: more", "text"),
    Action("D", "app.lesson('diff')", "tutorial: the whole difference", "text"),
    Action("r", "app.lesson('restart')", "tutorial: from the beginning", "text"),
    Action("s", "app.lesson('skip')", "tutorial: skip the step", "text"),
)
TEXT = (
    Action("left", "sideways(-8)", "to the left", "text", "←"),
    Action("right", "sideways(8)", "to the right", "text", "→"),
    Action("n", "app.match(1)", "the next match, or the next mark", "text"),
    Action("N", "app.match(-1)", "the match before, or the mark before", "text"),
    Action("w", "app.raw", "wrap lines; rules: exact text or short; logs: the run before", "text"),
    Action("c", "app.copy", "copy the text", "text"),
    Action("r", "app.follow", "follow changes, on or off", "text"),
    Action("f", "app.full", "this pane on the full screen", "text"),
)
APP = (
    Action("colon", "command", "run a command", "app", ":", True),  # first: the keys that follow belong to the bar
    Action("slash", "filter", "filter the list, search in a text", "app", "/", True),
    Action("question_mark", "help", "this page", "app", "?"),
    Action("ctrl+p", "palette", "every action, tab, kind, theme and tutorial, by a few letters", "app", "ctrl-p"),
    Action("semicolon,ctrl+o", "go_to", "go to a tab: the next letter says which", "app", ";"),
    Action("tab,shift+tab", "other_pane", "the other pane", "app", "tab"),
    Action("left_square_bracket,alt+left", "history(-1)", "back in the history of views", "app", "["),
    Action("right_square_bracket,alt+right", "history(1)", "forward in the history of views", "app", "]"),
    Action("less_than_sign,ctrl+left", "tab_by(-1)", "tab to the left", "app", "<"),
    Action("greater_than_sign,ctrl+right", "tab_by(1)", "tab to the right", "app", ">"),
    Action("minus", "last_view", "the last view", "app", "-"),
    Action("ctrl+a", "kinds", "every kind, as a list to choose from", "app", "ctrl-a"),
    Action("ctrl+e", "header", "header on or off", "app", "ctrl-e"),
    Action("ctrl+g", "crumbs", "where you are, in the header, on or off", "app", "ctrl-g"),
    Action("ctrl+r", "reload", "read the cluster again", "app", "ctrl-r"),
    Action("ctrl+s", "save", "save the screen: .txt, .svg; the list: .csv", "app", "ctrl-s"),
    Action("W", "workbench", "workbench: a third column, on or off", "app"),
    Action("U", "undo", "undo the last change; from the past: down to there", "app"),
    Action("R", "redo", "redo what was undone", "app"),
    Action("comma", "travel(-1)", "the revision before", "app", ","),
    Action("full_stop", "travel(1)", "the revision after", "app", "."),
    Action("equals_sign", "now", "back from the past", "app", "="),
    Action("x", "marks", "marks of what changed, on or off", "app"),
    Action("M", "mouse", "mouse on or off", "app"),
    Action("m", "tab('map')", "map", "app"),
    Action("i", "tab('iptables')", "iptables", "app"),
    Action("t", "tab('trace')", "trace: follow a connection", "app"),
    Action("y", "tab('yaml')", "YAML", "app"),
    Action("d", "tab('describe')", "describe", "app"),
    Action("escape", "step_back", "close, clear the filter, go back", "app", "esc"),
    Action("q", "leave", "back; on the first view: leave", "app"),
    Action("ctrl+c", "stop", "stop a command; twice: leave", "app", "ctrl-c", True),
    Action("ctrl+q", "quit_now", "leave", "app", "ctrl-q"),
)
BAR = (
    Action("tab", "complete", "complete", "bar"),
    Action("shift+tab", "complete_back", "the words that may stand here, from the last", "bar", "shift-tab"),
    Action("up", "older", "older line", "bar", "↑"),
    Action("down", "newer", "newer line", "bar", "↓"),
    Action("ctrl+f", "take", "take the grey suggestion", "bar", "→"),
    Action("ctrl+r", "search", "search the history", "bar", "ctrl-r"),
    Action("ctrl+u", "clear", "clear the line", "bar", "ctrl-u"),
    Action("ctrl+w", "delete_left_word", "delete a word", "bar", "ctrl-w"),
    Action("escape", "close", "leave the bar", "bar", "esc"),
)
ACTIONS = (
    *[Action(keys, action, text, "list", shown) for keys, action, text, shown in MOVES],
    *LIST,
    *TRACE,
    *LESSON,
    *[Action(keys, action, text, "text", shown) for keys, action, text, shown in MOVES],
    *TEXT,
    *APP,
    *BAR,
    Action("escape,q,question_mark", "dismiss", "close", "over", "esc q"),
    Action("enter", "choose", "take it", "over", "⏎"),
)


def bindings(where: str) -> list[BindingType]:
    """The bindings of one place."""
    return [
        Binding(action.keys, action.action, action.text, show=False, priority=action.first, id=action.id)
        for action in ACTIONS
        if action.where == where
    ]


def keys_of(action: Action) -> str:
    """How a key is written in the help."""
    return action.shown or action.keys
