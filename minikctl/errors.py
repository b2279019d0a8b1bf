"""Any error -> what the user reads, and the exit code (kubectl's cmdutil.CheckErr)."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.errors import ApiError

FAILED = 1
INTERNAL = 3
INTERRUPTED = 130


class CommandError(Exception):
    """What kubectl refuses by itself. The user reads `error: MESSAGE`, or only MESSAGE if not `prefixed`."""

    def __init__(self, message: str, code: int = FAILED, *, prefixed: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.prefixed = prefixed


class Exit(Exception):
    """Ends a command with an exit code; everything has been said."""

    def __init__(self, code: int = FAILED) -> None:
        super().__init__(code)
        self.code = code


class ErrorList(Exception):
    """Several errors at once (apimachinery's Aggregate)."""

    def __init__(self, errors: Sequence[Exception]) -> None:
        super().__init__(str(errors))
        self.errors = list(errors)

    def __str__(self) -> str:
        return "[" + ", ".join(dict.fromkeys(message_of(error) for error in self.errors)) + "]"


def joined(errors: Sequence[Exception]) -> Exception:
    """One error for one or several."""
    return errors[0] if len(errors) == 1 else ErrorList(errors)


def message_of(error: Exception) -> str:
    """An error's own words, without `error:` or `Error from server`."""
    return error.message if isinstance(error, ApiError) else str(error)


def standard_text(error: Exception) -> str:
    """An error as one line of several."""
    if isinstance(error, ApiError):
        return (
            f"Error from server ({error.reason}): {error.message}"
            if error.reason
            else f"Error from server: {error.message}"
        )
    return str(error)


def invalid_text(error: ApiError) -> str:
    """An object that the server found invalid: its causes, one a line if they are several."""
    shown = f'The {error.kind} "{error.name}" is invalid'
    if not error.kind and not error.name:
        shown = "The request is invalid" if error.causes else f"The request is invalid: {error.message}"
    causes = list(dict.fromkeys(f"{cause.field}: {cause.message}" for cause in error.causes))
    if not causes:
        return shown
    if len(causes) == 1:
        return f"{shown}: {causes[0]}\n"  # kubectl: a newline even where the cause ends with one
    return f"{shown}: \n" + "".join(f"* {cause}\n" for cause in causes)


def error_text(error: Exception) -> tuple[str, int]:
    """(what the user reads, the exit code)."""
    while isinstance(error, ErrorList) and len(error.errors) == 1:
        error = error.errors[0]
    if isinstance(error, Exit):
        return "", error.code
    if isinstance(error, ErrorList):
        return "".join(f"{standard_text(inner)}\n" for inner in error.errors), FAILED
    if isinstance(error, ApiError):
        return (invalid_text(error) if error.reason == "Invalid" else standard_text(error)), FAILED
    code = error.code if isinstance(error, CommandError) else FAILED
    text = str(error)
    plain = isinstance(error, CommandError) and not error.prefixed
    return (text if plain or text.startswith("error: ") else f"error: {text}"), code


def with_source(error: Exception, verb: str, source: str) -> Exception:
    """The error of an object that a file named: `error when creating "x.yaml": ...`."""
    if not source:
        return error
    if isinstance(error, ApiError):
        text = f'error when {verb} "{source}": {error.message}'
        return ApiError(
            error.code, error.reason, text, kind=error.kind, name=error.name, group=error.group, causes=error.causes
        )
    return CommandError(f'error when {verb} "{source}": {error}')
