"""Cutting, widths, and text that a terminal must not obey."""

from __future__ import annotations

import pytest

from minikctl.state.views.grid import Column, grid
from minikctl.state.views.header import header
from minikctl.state.views.lines import (
    Look,
    Span,
    between,
    cut,
    cut_middle,
    fitted,
    line,
    plain,
    safe,
    text_of,
    width_of,
    wrapped,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\x1b[31mred\x1b[0m", "a^[[31mred^[[0m"),
        ("two\nlines\ttab", "two\\nlines\\ttab"),
        ("\x9b31m", "\\x9b31m"),
        ("left\u202eright", "left\\u202eright"),
        ("[bold]markup[/bold]", "[bold]markup[/bold]"),
        ("größer 名前", "größer 名前"),
    ],
)
def test_text_of_the_cluster_is_shown_and_never_obeyed(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_widths_count_cells() -> None:
    assert [width_of(text) for text in ("abc", "名前", "é")] == [3, 4, 1]


@pytest.mark.parametrize(
    ("width", "ascii", "shown"),
    [(30, False, "hostnames-6bd9c8f4d7-q7w1s"), (16, False, "hostnames…-q7w1s"), (16, True, "hostname..-q7w1s")],
)
def test_names_keep_their_last_part(width: int, ascii: bool, shown: str) -> None:
    assert cut_middle("hostnames-6bd9c8f4d7-q7w1s", width, Look(ascii=ascii)) == shown


def test_what_is_cut_has_a_sign() -> None:
    assert cut("kubectl expose", 10, Look()) == "kubectl e…"
    assert text_of(fitted(line("abc", Span("defgh")), Look(6))) == "abcde…"
    assert width_of(cut("名前名前", 5, Look())) <= 5


def test_both_ends_of_a_line_are_kept() -> None:
    assert text_of(between(line("a long beginning"), line("end"), Look(10))) == "a lon… end"


def test_text_is_wrapped_at_blanks_and_long_words_anywhere() -> None:
    assert wrapped("one two three", 8, "  ") == ["one two", "  three"]
    assert all(len(row) <= 8 for row in wrapped("x" * 30, 8, "  "))


def test_a_table_leaves_out_the_least_important_columns() -> None:
    columns = [Column("NAME", ["web"]), Column("ADDRESS", ["10.0.0.1"], rank=2), Column("NODE", ["node-1"], rank=1)]
    assert plain(grid(columns, Look(40)).lines) == "  NAME ADDRESS  NODE\n  web  10.0.0.1 node-1\n"
    assert plain(grid(columns, Look(14)).lines) == "  NAME NODE\n  web  node-1\n"


def test_a_row_that_is_gone_is_styled_as_gone() -> None:
    (row,) = grid([Column("NAME", ["web"])], Look(), ["-"]).rows
    assert row == (Span("− ", "removed"), Span("web ", "removed"))


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, " minikctl ▸ default ▸ svc(7)                 2 problems  rev 42  ● live  ? help"),
        (40, " default ▸ svc(7)       2 problems  r42"),
    ],
)
def test_the_header_is_one_line(width: int, shown: str) -> None:
    assert text_of(header(Look(width), ["default", "svc(7)"], 42, problems=2)).rstrip() == shown


def test_the_header_says_when_it_is_not_live() -> None:
    assert "✗ not live" in text_of(header(Look(80), ["default"], 42, "damaged"))


def test_the_header_says_that_nothing_was_read_yet() -> None:
    assert "· loading" in text_of(header(Look(80), ["reading"], 0))
