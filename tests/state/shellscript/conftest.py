"""Shells for the tests of scripts."""

from tests.state.shellbench import bench, sh

__all__ = ["bench", "sh"]
