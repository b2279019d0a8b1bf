"""kubectl's flag dialect."""

from __future__ import annotations

import pytest

from minikctl.grammar import Flag, FlagError, Flags, Options, parse

FLAGS = (
    Flag("output", "o"),
    Flag("namespace", "n"),
    Flag("watch", "w", "bool"),
    Flag("stdin", "i", "bool"),
    Flag("tty", "t", "bool"),
    Flag("replicas", "r", "int32", 1),
    Flag("count", kind="int"),
    Flag("since", kind="duration"),
    Flag("filename", "f", "list"),
    Flag("image", kind="list", default=["none"]),
    Flag("env", "e", "repeated"),
    Flag("labels", kind="pairs"),
    Flag("dry-run", default="none", bare="unchanged"),
    Flag("old", deprecated="use --new"),
)


def read(*words: str) -> tuple[list[str], Options]:
    return parse(words, Flags(FLAGS), lambda text: None)


@pytest.mark.parametrize("words", [("-o", "yaml"), ("-oyaml",), ("-o=yaml",), ("--output", "yaml"), ("--output=yaml",)])
def test_a_value_may_be_written_in_five_ways(words: tuple[str, ...]) -> None:
    assert read(*words)[1]["output"] == "yaml"


def test_flags_may_stand_between_arguments() -> None:
    args, options = read("svc", "-n", "dev", "web", "-w")

    assert args == ["svc", "web"]
    assert (options["namespace"], options["watch"]) == ("dev", True)


def test_short_flags_may_be_grouped_and_the_last_may_take_a_value() -> None:
    _, options = read("-itnprod")

    assert (options["stdin"], options["tty"], options["namespace"]) == (True, True, "prod")


def test_a_bare_flag_takes_no_word_after_it() -> None:
    args, options = read("--dry-run", "client")

    assert args == ["client"]
    assert options["dry-run"] == "unchanged"
    assert read("--dry-run=client")[1]["dry-run"] == "client"


def test_two_dashes_end_the_flags() -> None:
    args, options = read("pod", "--", "ls", "-n")

    assert args == ["pod", "ls", "-n"]
    assert options.dash == 1


def test_a_single_dash_is_an_argument_or_a_value() -> None:
    assert read("-")[0] == ["-"]
    assert read("-f", "-")[1]["filename"] == ["-"]


def test_lists_replace_their_default_and_grow() -> None:
    assert read("--image=a,b", "--image=c")[1]["image"] == ["a", "b", "c"]
    assert read('--image="a,b",c')[1]["image"] == ["a,b", "c"]
    assert read("-e", "A=1,2", "-e", "B=3")[1]["env"] == ["A=1,2", "B=3"]
    assert read("--labels=a=1,b=2")[1]["labels"] == {"a": "1", "b": "2"}


def test_an_equals_sign_alone_is_the_value_of_a_short_flag() -> None:
    assert read("-o=")[1]["output"] == "="


def test_what_was_given_is_known() -> None:
    _, options = read("--replicas=1")

    assert options.given == {"replicas"}


def test_deprecated_flags_are_told_of() -> None:
    told: list[str] = []
    parse(["--old=x"], Flags(FLAGS), told.append)

    assert told == ["Flag --old has been deprecated, use --new"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--nope"], "unknown flag: --nope"),
        (["--outp=x"], "unknown flag: --outp"),
        (["-z"], "unknown shorthand flag: 'z' in -z"),
        (["-wz"], "unknown shorthand flag: 'z' in -z"),
        (["--output"], "flag needs an argument: --output"),
        (["-o"], "flag needs an argument: 'o' in -o"),
        (["---x"], "bad flag syntax: ---x"),
        (["--=x"], "bad flag syntax: --=x"),
        (
            ["--watch=abc"],
            'invalid argument "abc" for "-w, --watch" flag: strconv.ParseBool: parsing "abc": invalid syntax',
        ),
        (["--count=a"], 'invalid argument "a" for "--count" flag: strconv.ParseInt: parsing "a": invalid syntax'),
        (
            ["-r", "4294967296"],
            'invalid argument "4294967296" for "-r, --replicas" flag: '
            'strconv.ParseInt: parsing "4294967296": value out of range',
        ),
        (["--since=5"], 'invalid argument "5" for "--since" flag: time: missing unit in duration "5"'),
        (["--labels=a"], 'invalid argument "a" for "--labels" flag: a must be formatted as key=value'),
    ],
)
def test_what_cannot_be_read_is_refused_in_pflags_words(words: list[str], message: str) -> None:
    with pytest.raises(FlagError) as caught:
        read(*words)

    assert str(caught.value) == message


@pytest.mark.parametrize(("text", "number"), [("0x1F", 31), ("010", 8), ("-5", -5), ("+7", 7), ("0", 0)])
def test_numbers_are_read_as_go_reads_them(text: str, number: int) -> None:
    assert read(f"--count={text}")[1]["count"] == number
