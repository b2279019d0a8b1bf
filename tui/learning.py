"""The tutorial pane: a session step by step, with the modes learn, auto, type and predict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from minikctl.state.views.lines import Line, Look, Span, fitted, line, safe, wrapped_lines
from minikctl.tui.commands import Lesson
from minikctl.tui.running import Running
from minikctl.tui.screens.over import Over
from minikctl.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from textual.app import App

    from minikctl.tui.app import ClusterApp

    Base = App[int]
else:
    Base = object

PACE = 1.5  # seconds for a step that plays by itself


class Course:
    """Where one is in a tutorial."""

    __slots__ = ("at", "hints", "lessons", "mode", "name", "outputs", "revs", "shown", "tries", "verdicts")

    def __init__(self, name: str, lessons: Sequence[Lesson]) -> None:
        self.name, self.lessons = name, lessons
        self.at = self.hints = self.tries = 0
        self.mode = "learn"
        self.shown = False  # the whole difference
        self.outputs: dict[int, str] = {}
        self.verdicts: dict[int, str] = {}  # "": as expected, else the difference
        self.revs: dict[int, int] = {}  # the revision before a step

    @property
    def lesson(self) -> Lesson:
        return self.lessons[self.at]

    @property
    def is_over(self) -> bool:
        """Whether the last step has been run."""
        return self.at in self.outputs and self.at >= len(self.lessons) - 1

    def hint(self) -> str:
        """More of the command with each asking."""
        words = self.lesson.command.split()
        return " ".join(words[: self.hints]) + (" …" if self.hints < len(words) else "")


def course_lines(course: Course, look: Look) -> list[Line]:
    """The pane: how far one is, what is told, the command, and what came of it."""
    signs = look.signs
    lesson, at = course.lesson, course.at
    good = sum([not verdict for verdict in course.verdicts.values()])
    bad = len(course.verdicts) - good
    place = f"{at + 1}/{len(course.lessons)}  {signs.passed}{good} {signs.failed}{bad}   mode {course.mode}"
    lines = [line(Span(f"  {safe(course.name)}", "title"), f"   {place}"), ()]
    if lesson.heading:
        lines += wrapped_lines(line("  "), safe(lesson.heading), look, "header")
    for row in lesson.text:
        lines += wrapped_lines(line("  "), safe(row), look) if row.strip() else [()]
    asked = course.mode == "type" and at not in course.outputs
    command = course.hint() if asked else lesson.command
    lines += [(), line(Span("  $ ", "key"), Span(safe(command or "type the command: enter opens the bar"), "title"))]
    if course.mode == "type" and course.tries:
        lines.append(line(Span(f"    {course.tries} tries", "dim")))
    if course.mode == "predict" and at not in course.outputs:
        lines.append(line(Span("    What will it print? Think first, then enter.", "dim")))
    if at in course.outputs:
        lines += result_lines(course, look)
    if course.hints and course.mode != "type":
        lines += [(), *wrapped_lines(line(Span("  hint  ", "warn")), hint_text(lesson, course.hints), look)]
    return [fitted(one, look) for one in lines]


def result_lines(course: Course, look: Look) -> list[Line]:
    """What a step printed, and how it differs from what was expected."""
    signs, verdict = look.signs, course.verdicts.get(course.at, "")
    said = line(Span(f"  {signs.failed} differs from the text", "broken") if verdict else passed(signs.passed))
    lines: list[Line] = [line("  ", Span(safe(row))) for row in course.outputs[course.at].splitlines()]
    lines.append(said)
    rows = verdict.splitlines()
    for row in rows if course.shown else rows[:6]:
        lines.append(line("    ", Span(safe(row), {"-": "removed", "+": "added"}.get(row[:1], ""))))
    return lines


def passed(sign: str) -> Span:
    return Span(f"  {sign} as the text says", "ready")


def hint_text(lesson: Lesson, hints: int) -> str:
    """First what it must print, then the command itself."""
    if hints == 1:
        return f"it prints {len(lesson.expected)} lines" if lesson.expected else "it prints nothing"
    return f"run  {lesson.command}"


class Learning(Base):
    """What the tutorial pane does. Mixed into ClusterApp."""

    course: Course | None = None
    _auto: Timer | None = None

    @property
    def _learner(self) -> ClusterApp:
        return self  # type: ignore[return-value]

    @property
    def in_lesson(self) -> bool:
        """Whether the pane shows a tutorial."""
        return self.course is not None and self.screen_stack[0].has_class("-lesson")

    def action_tutorial(self) -> None:
        names = list(self._learner.commands.tutorials())
        if names:
            self.push_screen(Over("tutorials", choices=names, typing=True), self._chosen)
        else:
            self._learner.say("There are no tutorials here; :tutorial FILE opens a session file.", "warn")

    def _chosen(self, name: str | None) -> None:
        if name:
            self.learn(name)

    def learn(self, name: str) -> None:
        """Opens a tutorial at its beginning."""
        main = self._learner
        try:
            lessons = main.commands.lessons(name)
        except (ValueError, OSError) as error:
            main.say(f"{name} cannot be read: {error}", "broken")
            return
        if not lessons:
            main.say(f"{name} has no commands.", "warn")
            return
        self.course = Course(name, lessons)
        main.close_output()
        self.screen_stack[0].add_class("-lesson")
        self.show_lesson()
        main.query_one("#lesson", Lines).focus()

    def leave_lesson(self) -> None:
        """Shows the tab again; the tutorial stays where it was."""
        main = self.screen_stack[0]
        if main.has_class("-lesson"):
            self._stop()
            main.remove_class("-lesson")
            if main.query_one("#lesson").has_focus:
                self._learner.rows.focus()
            self._learner._show_tabs()

    def show_lesson(self) -> None:
        course, main = self.course, self._learner
        if course is not None:
            lines = course_lines(course, Look(main.wish.width, main.ascii))
            main.screen_stack[0].query_one("#lesson", Lines).show(lines)
            main._show_tabs()

    # ---- keys

    def action_lesson(self, what: str) -> None:
        course = self.course
        if course is None:
            return
        if what == "run":
            self._run_step()
        elif what in ("next", "skip", "section"):
            self._go_on(course, what)
        elif what == "back":
            self._back(course)
        elif what == "auto":
            self._stop()
            self._auto = self.set_interval(PACE / self._learner.speed, self._by_itself)
        elif what == "pause":
            self._stop()
        elif what in ("type", "predict"):
            course.mode = "learn" if course.mode == what else what
            course.hints = 0
        elif what == "hint":
            course.hints += 1
        elif what == "diff":
            course.shown = not course.shown
        elif what == "restart":
            self.learn(course.name)
        self.show_lesson()

    def _go_on(self, course: Course, what: str) -> None:
        """The next step, or the first one under another heading."""
        at = course.at + 1
        while (
            what == "section"
            and at < len(course.lessons) - 1
            and course.lessons[at].heading in ("", course.lesson.heading)
        ):
            at += 1
        course.at, course.hints, course.tries = min(at, len(course.lessons) - 1), 0, 0

    def _back(self, course: Course) -> None:
        """Undoes what the step before did, and stands before it."""
        main = self._learner
        course.at = max(0, course.at - (course.at not in course.outputs))
        before = course.revs.pop(course.at, None)
        course.outputs.pop(course.at, None)
        course.verdicts.pop(course.at, None)
        if before is not None and main.frame is not None:
            for _ in range(main.looker.revisions_since(before)):
                main.commands.run("undo", lambda text: None, lambda: False)
            main.looker.wake()

    def _run_step(self) -> None:
        course, main = self.course, self._learner
        assert course is not None, "there is a tutorial"
        if course.at in course.outputs:
            self._go_on(course, "next")
        elif course.mode == "type":
            main.open_bar("lesson", "$ ", "")
        else:
            self.run_lesson(course.lesson.command)

    def run_lesson(self, command: str) -> None:
        """Runs a command as the current step; whatever its spelling, what it does and prints is compared."""
        course, main = self.course, self._learner
        assert course is not None, "there is a tutorial"
        course.revs[course.at] = main.looker.newest()
        course.tries += 1
        at = course.at

        def came(running: Running) -> None:
            if running.code is not None:
                self.call_from_thread(self._judge, course, at, running.text)

        Running(main.commands, command, came).start()

    def _judge(self, course: Course, at: int, output: str) -> None:
        verdict = self._learner.commands.judged(course.lessons[at], output)
        if course.mode != "type" or not verdict:
            course.outputs[at], course.verdicts[at] = output, verdict
        else:
            self._learner.say("That is not what the step does; h gives a hint.", "warn")
            course.revs.pop(at, None)
        self._learner.looker.wake()
        self.show_lesson()

    def _by_itself(self) -> None:
        course = self.course
        if course is None or not self.in_lesson or course.is_over:
            self._stop()
        elif course.at in course.outputs:
            self.action_lesson("next")
        elif course.at not in course.revs:
            self.run_lesson(course.lesson.command)

    def _stop(self) -> None:
        if self._auto is not None:
            self._auto.stop()
        self._auto = None
