"""What outlives a view: themes, memory, captures, the clipboard, keys and the mouse."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from rich.style import Style

from minikctl.state.objects import split_key
from minikctl.state.views.lines import text_of
from minikctl.tui import keys, memory
from minikctl.tui.screens.over import Over
from minikctl.tui.styles import NOTHING, THEMES, Palette, base_style, palette
from minikctl.tui.tabs import BY_NAME
from minikctl.tui.widgets.bar import Bar
from minikctl.tui.widgets.lines import Lines, OneLine

if TYPE_CHECKING:
    from textual.app import App

    from minikctl.tui.app import ClusterApp

    Base = App[int]
else:
    Base = object

CLIPBOARD = 74_000  # bytes that terminals take at once (OSC 52)
OFTEN = 30.0  # seconds between two writings of the memory


class Keeping(Base):
    """What is kept. Mixed into ClusterApp."""

    home: str
    theme_name = "terminal"
    palette: Palette
    base: Style = NOTHING
    keymap = keys.Keymap()
    mouse = True
    _saved: dict[str, Any]

    @property
    def _kept(self) -> ClusterApp:
        return self  # type: ignore[return-value]

    # ---- themes

    def use_theme(self, name: str) -> None:
        """Changes the colours; without colour nothing changes but the name."""
        if name not in THEMES:
            self._kept.say(f'There is no theme "{name}": {", ".join(THEMES)}', "warn")
            return
        self.theme_name = name
        colour = not self.no_color
        self.palette, self.base = palette(name, colour), base_style(name, colour)
        for widget in self.query("OneLine, Lines, Rows"):
            widget.refresh()
        theme = THEMES[name]
        main = self.screen_stack[0]
        main.styles.background = theme.ground if theme.ground and colour else "ansi_default"
        main.styles.color = theme.text if theme.text and colour else "ansi_default"

    def action_themes(self) -> None:
        choices = [f"{name}   {theme.about}" for name, theme in THEMES.items()]
        chosen = f"{self.theme_name}   {THEMES[self.theme_name].about}"
        self.push_screen(Over("themes", choices=choices, chosen=chosen), self._themed)

    def _themed(self, chosen: str | None) -> None:
        if chosen:
            self.use_theme(chosen.split()[0])

    # ---- memory

    def state(self) -> dict[str, Any]:
        """What is remembered."""
        main = self._kept
        wish = main.wish
        return {
            "namespace": wish.namespace or "",
            "tab": wish.tab,
            "listed": wish.listed,
            "selected": wish.selected if wish.listed else wish.service,
            "sort": wish.sort,
            "reverse": wish.reverse,
            "wide": wish.wide,
            "theme": self.theme_name,
            "workbench": main.benched,
            "lines": main.lines_of_bar(),
            "recent": main.recent,
        }

    def restored(self, found: dict[str, Any], *, with_place: bool) -> None:
        """Takes up what was remembered; the place only if the user has not asked for another."""
        main = self._kept
        tab = found.get("tab", "map")
        changed: dict[str, Any] = {"tab": tab if tab in BY_NAME else "map"}
        for name in ("sort", "reverse", "wide"):
            if name in found:
                changed[name] = found[name]
        if with_place:
            if "namespace" in found:
                changed["namespace"] = found["namespace"] or None
            changed["listed"] = found.get("listed", "")
            selected = found.get("selected", "")
            changed["selected" if changed["listed"] else "service"] = selected
            main.first_key = selected
        main.wish = main.wish._replace(**changed)
        main.recent = found.get("recent", [])[:9]
        main.benched = found.get("workbench", True)
        main.lines_before = found.get("lines", [])
        theme = found.get("theme", "terminal")
        self.theme_name = theme if theme in THEMES else "terminal"

    def remember(self) -> None:
        """Writes the memory if it is another than the last."""
        state = self.state() if self.home else {}
        if self.home and state != self._saved and memory.save(self.home, state):
            self._saved = state

    # ---- keys

    def read_keys(self) -> None:
        """Takes the keys of keys.yaml."""
        try:
            with open(os.path.join(self.home, "keys.yaml"), encoding="utf-8", errors="replace") as file:
                self.keymap = keys.read(file.read()) if self.home else keys.Keymap()
        except OSError:
            return
        self.set_keymap(self.keymap.keys)

    def read_settings(self) -> list[str]:
        """tui.yaml: ui.kill, ui.mouse, ui.animation; what it does not know is said."""
        from minikctl.tui.settings import read  # once

        try:
            with open(os.path.join(self.home, "tui.yaml"), encoding="utf-8", errors="replace") as file:
                found, complaints = read(file.read())
        except OSError:
            return []
        main = self._kept
        main.may_kill = bool(found.get("ui.kill", False))
        main.animated = main.animated and found.get("ui.animation") not in ("none", False)
        return complaints

    # ---- captures

    def action_save(self) -> None:
        self._kept.open_bar("save", "save as ", "minikctl.txt")

    def save_as(self, name: str) -> None:
        """Writes what is on the screen: .svg, .csv (the list), else text."""
        path = os.path.expanduser(name)
        if path.endswith(".svg"):
            text = self.export_screenshot(title="minikctl", simplify=True)
        elif path.endswith(".csv"):
            text = self.as_csv()
        else:
            text = self.as_text()
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            self._kept.say(f"{name} cannot be written: {error.strerror}", "broken")
            return
        self._kept.say(f"saved {path}")

    def as_text(self) -> str:
        """The panes as they stand, one under the other."""
        main = self.screen_stack[0]
        parts = []
        for widget in main.query("#header, #columns, #services, #tabs, #detail, #output, #aside, #change"):
            if widget.display and isinstance(widget, OneLine):
                parts.append(text_of(widget.line).rstrip())
            elif widget.display and isinstance(widget, Lines):
                parts.append(widget.text())
        return "".join([part + "\n" for part in parts])

    def as_csv(self) -> str:
        """The list with its columns."""
        titles = self._kept.titles()
        rows = [titles]
        for row in self._kept.rows.rows:
            rows.append([row.cells[title].text if title in row.cells else "" for title in titles])
        return "".join([",".join([quoted(cell) for cell in row]) + "\n" for row in rows])

    # ---- the clipboard

    def action_copy(self) -> None:
        """In a list the names of the rows that are meant, in a text all of it."""
        main = self._kept
        if main.rows.has_focus:
            text = "\n".join([split_key(key)[1] for key in main.meant()])
        else:
            text = main.query_one("#output" if self.screen.has_class("-output") else "#detail", Lines).text()
        self.copy(text)

    def action_copy_namespace(self) -> None:
        main = self._kept
        if not main.rows.rows:
            main.edit_line("create deployment web --image=nginx --replicas=2 --port=80")
            return
        self.copy("\n".join(dict.fromkeys([split_key(key)[0] for key in main.meant()])))

    def copy(self, text: str) -> None:
        """Hands a text to the terminal's clipboard, and says so."""
        if len(text.encode()) > CLIPBOARD:
            self._kept.say(f"too long for the clipboard ({len(text)} characters); ctrl-s saves it", "warn")
            return
        self.copy_to_clipboard(text)
        first = text.partition("\n")[0]
        self._kept.say(f"copied {first[:40]}" + (f" and {text.count(chr(10))} more lines" if "\n" in text else ""))

    # ---- the mouse

    def action_mouse(self) -> None:
        """Off: the terminal's own selection works."""
        self.mouse = not self.mouse
        driver = self._driver
        switch = getattr(driver, f"_{'enable' if self.mouse else 'disable'}_mouse_support", None)
        if switch is not None:
            switch()
            driver.flush() if driver is not None else None
        self._kept.say(f"mouse {'on' if self.mouse else 'off: the terminal selects'}")

    def bar_line(self) -> Bar:
        return self.screen_stack[0].query_one("#line", Bar)


def quoted(text: str) -> str:
    """A cell of a CSV file (RFC 4180)."""
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in ',"\n') else text
