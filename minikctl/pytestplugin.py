"""A plug-in for pytest: `pytest --minikctl FILE…` collects sessions and tutorials, a test for each command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag; without it nothing else of minikctl is imported."""
    group = parser.getgroup("minikctl")
    group.addoption("--minikctl", action="store_true", help="collect sessions: Markdown with shell blocks, .t, .jsonl")
    group.addoption("--minikctl-seed", default="session", help="seed of all that looks random")


def pytest_configure(config: pytest.Config) -> None:
    """With the flag, what collects is registered."""
    if config.getoption("--minikctl"):
        from minikctl.pytestcollecting import Collecting  # only when it is asked for

        config.pluginmanager.register(Collecting(), "minikctl-collecting")


__all__: list[Any] = ["pytest_addoption", "pytest_configure"]
