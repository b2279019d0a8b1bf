"""Shells for the tests of programs."""

from tests.state.shellbench import bench, sh

__all__ = ["bench", "sh"]
