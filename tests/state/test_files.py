"""Files in memory."""

from __future__ import annotations

import errno

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.files import MemoryFiles, MountedFiles, make_folders, remove_tree

BASE = {"/etc/hosts": "h\n", "/srv/html/index.html": "hello", "/tmp/": ""}


def test_changes_can_be_taken_to_another_tree():
    files = MemoryFiles(BASE, ScriptedClock(5.0))
    files.write("/srv/html/index.html", b"\xff new")
    files.remove("/etc/hosts")
    make_folders(files, "/a/b")
    files.symlink("/srv/html", "/www")

    other = MemoryFiles(BASE)
    other.load(files.changes())

    assert other.read("/www/index.html") == b"\xff new"
    assert not other.exists("/etc/hosts")
    assert other.is_dir("/a/b")
    assert other.changes().keys() == files.changes().keys()


def test_nothing_changed_is_nothing_to_store():
    assert MemoryFiles(BASE, ScriptedClock(1.0)).changes() == {}


@pytest.mark.parametrize(
    ("action", "number"),
    [
        (lambda files: files.read("/none"), errno.ENOENT),
        (lambda files: files.read("/etc"), errno.EISDIR),
        (lambda files: files.write("/none/x", b""), errno.ENOENT),
        (lambda files: files.write("/etc/hosts/x", b""), errno.ENOTDIR),
        (lambda files: files.mkdir("/etc"), errno.EEXIST),
        (lambda files: files.remove("/etc"), errno.ENOTEMPTY),
        (lambda files: files.listdir("/etc/hosts"), errno.ENOTDIR),
    ],
)
def test_errors_are_those_of_the_operating_system(action, number):
    with pytest.raises(OSError) as caught:
        action(MemoryFiles(BASE))

    assert caught.value.errno == number


def test_a_locked_folder_cannot_be_changed():
    files = MemoryFiles(BASE)
    files.lock("/srv")

    with pytest.raises(OSError) as caught:
        files.write("/srv/html/x", b"")

    assert caught.value.errno == errno.EROFS
    remove_tree(files, "/etc")
    assert not files.exists("/etc")


def test_a_mounted_folder_is_shared():
    shared = MemoryFiles()
    one, two = (MountedFiles(MemoryFiles({"/data/": ""}), {"/data": shared}) for _ in range(2))

    one.write("/data/x", b"1")

    assert two.read("/data/x") == b"1"
    assert two.listdir("/data") == ["x"]
