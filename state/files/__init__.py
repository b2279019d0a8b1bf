"""Files as programs see them: the view, a tree in memory, and mounts."""

from __future__ import annotations

from minikctl.state.files.memory import MemoryFiles
from minikctl.state.files.mounted import MountedFiles
from minikctl.state.files.paths import (
    FILE_MODE,
    FOLDER_MODE,
    REASONS,
    Files,
    absolute,
    failure,
    is_below,
    link_target,
    make_folders,
    parent,
    read_text,
    reason,
    remove_tree,
    walk,
    write_text,
)

__all__ = [
    "FILE_MODE",
    "FOLDER_MODE",
    "REASONS",
    "Files",
    "MemoryFiles",
    "MountedFiles",
    "absolute",
    "failure",
    "is_below",
    "link_target",
    "make_folders",
    "parent",
    "read_text",
    "reason",
    "remove_tree",
    "walk",
    "write_text",
]
