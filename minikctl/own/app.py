"""Our own commands: a Typer application of which only the command that was asked for is imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from minikctl.errors import CommandError
from minikctl.own import OWN
from minikctl.state.errors import ApiError
from minikctl.state.store.errors import StoreError

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

USAGE, INTERRUPTED = 2, 130
HELP = ("-h", "--help")


class Refused(Exception):
    """Something was found wanting: said on stderr, exit code 1 (or another)."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def around_of(context: typer.Context) -> Surroundings:
    """What the run was given."""
    found: Surroundings = context.obj
    return found


def run(argv: list[str], around: Surroundings) -> int:
    """Runs one of our own commands; argv[0] is its name. Returns the exit code."""
    name = argv[0]
    if name.startswith("__complete"):
        from minikctl.own import completing  # what shells ask

        return completing.run(argv, around)
    try:
        module = import_module(f"minikctl.own.{name.replace('-', '_')}")
    except ModuleNotFoundError as missing:
        if missing.name != f"minikctl.own.{name}":
            raise
        around.err.write(f'minikctl: "{name}" is not there yet\n')
        return USAGE
    app: typer.Typer = module.app
    command = typer.main.get_command(app)
    asked = [word for word in argv[1 : argv.index("--") if "--" in argv else None] if word in HELP]
    try:
        code = call(command, argv, around) if not asked else help_shown(command, argv, around)
    except typer.Exit as end:
        return int(end.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except typer.TyperException as error:
        said = " ".join(error.format_message().split()).rstrip(".")
        around.err.write(f"minikctl {name}: {said}; see '{around.program} {name} --help'\n")
        return USAGE
    except Refused as refused:
        around.err.write(f"minikctl {name}: {refused}\n")
        return refused.code
    except (ApiError, StoreError) as error:
        around.err.write(f"minikctl {name}: {error}\n")
        return 1
    except CommandError as error:
        around.err.write(f"minikctl {name}: {error}\n")
        return USAGE
    return int(code) if isinstance(code, int) else 0


def call(command: Any, argv: list[str], around: Surroundings) -> Any:
    """Runs a command of Typer's, which raises what goes wrong."""
    return command.main(args=argv[1:], prog_name=f"{around.program} {argv[0]}", standalone_mode=False, obj=around)


def help_shown(command: Any, argv: list[str], around: Surroundings) -> Any:
    """The same for a help page, which Typer writes to the process's standard output: it goes where it should."""
    from contextlib import redirect_stdout  # only for help
    from io import StringIO

    with redirect_stdout(StringIO()) as written:
        code = call(command, argv, around)
    around.out.write(written.getvalue())
    return code


def new_app(summary: str) -> typer.Typer:
    """A Typer application as ours are: no completion of its own, plain help, plain errors."""
    return typer.Typer(
        help=summary,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": list(HELP)},
    )


__all__ = ["OWN", "Refused", "around_of", "new_app", "run"]
