"""kubectl's command line dialect, read from plain tables of flags and commands."""

from minikctl.grammar.command import Command
from minikctl.grammar.flag import Flag, Options
from minikctl.grammar.parse import FlagError, Flags, parse

__all__ = ["Command", "Flag", "FlagError", "Flags", "Options", "parse"]
