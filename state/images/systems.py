"""SYSTEMS: the base systems that images are made of: their ordinary programs, their shell, their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from minikctl.state.images.app import App


class System(NamedTuple):
    """A base system."""

    flavour: str  # wording of the ordinary programs: gnu or busybox
    shell: str  # what `sh` is: bash, dash, busybox; "" without one
    programs: frozenset[str]
    release: str  # /etc/os-release
    libc: str = "glibc"


SHELL_AND_CORE = frozenset(
    [
        "[",
        "sh",
        "basename",
        "cat",
        "chmod",
        "chown",
        "clear",
        "cmp",
        "cp",
        "cut",
        "date",
        "dd",
        "df",
        "diff",
        "dirname",
        "du",
        "echo",
        "env",
        "expr",
        "false",
        "find",
        "free",
        "grep",
        "egrep",
        "fgrep",
        "head",
        "hostname",
        "id",
        "install",
        "kill",
        "ln",
        "ls",
        "md5sum",
        "mkdir",
        "mktemp",
        "mv",
        "nl",
        "nproc",
        "od",
        "paste",
        "printenv",
        "printf",
        "ps",
        "pwd",
        "readlink",
        "realpath",
        "rm",
        "rmdir",
        "sed",
        "seq",
        "sha1sum",
        "sha256sum",
        "shuf",
        "sleep",
        "sort",
        "stat",
        "stty",
        "sync",
        "tac",
        "tail",
        "tar",
        "tee",
        "test",
        "timeout",
        "touch",
        "tr",
        "true",
        "tty",
        "uname",
        "uniq",
        "wc",
        "which",
        "whoami",
        "xargs",
        "yes",
        "base64",
        "comm",
        "more",
    ]
)
BUSYBOX = SHELL_AND_CORE | frozenset(
    [
        "ash",
        "awk",
        "busybox",
        "hexdump",
        "less",
        "rev",
        "top",
        "traceroute",
        "uptime",
        "vi",
        "watch",
        "wget",
        "nc",
        "netstat",
        "nslookup",
        "ping",
        "ping6",
        "ifconfig",
        "ip",
        "route",
        "telnet",
        "httpd",
        "arp",
        "column",
        "pgrep",
        "pkill",
        "unzip",
        "gzip",
        "gunzip",
        "crond",
        "ftpget",
        "time",
        "cal",
        "dmesg",
        "mount",
        "umount",
    ]
)
DEBIAN = (SHELL_AND_CORE - {"ps", "free", "clear", "which"}) | frozenset(
    [
        "bash",
        "dash",
        "awk",
        "mawk",
        "perl",
        "apt",
        "apt-get",
        "apt-cache",
        "dpkg",
        "getent",
        "gzip",
        "gunzip",
        "dd",
        "which",
        "clear",
        "rev",
        "column",
    ]
)
NONE: frozenset[str] = frozenset()

DEBIAN_RELEASE = (
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n'
    'VERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\n'
    'SUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n'
)
UBUNTU_RELEASE = (
    'PRETTY_NAME="Ubuntu 24.04.2 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04.2 LTS (Noble Numbat)"\n'
    "VERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\n"
)
ALPINE_RELEASE = (
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.21.3\nPRETTY_NAME="Alpine Linux v3.21"\n'
    'HOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n'
)
FEDORA_RELEASE = 'NAME="Red Hat Enterprise Linux"\nVERSION="9.5 (Plow)"\nID="rhel"\nVERSION_ID="9.5"\n'

SYSTEMS: dict[str, System] = {
    "debian": System("gnu", "dash", DEBIAN, DEBIAN_RELEASE),
    "debian-tools": System("gnu", "dash", DEBIAN | {"ps", "free"}, DEBIAN_RELEASE),
    "ubuntu": System("gnu", "dash", DEBIAN | {"ps", "free", "hostname"}, UBUNTU_RELEASE),
    "alpine": System("busybox", "busybox", BUSYBOX | {"apk", "getent"}, ALPINE_RELEASE, "musl"),
    "alpine-tools": System("busybox", "busybox", BUSYBOX | {"apk", "getent", "bash"}, ALPINE_RELEASE, "musl"),
    "busybox": System("busybox", "busybox", BUSYBOX, ""),
    "redhat": System(
        "gnu", "bash", (DEBIAN - {"apt", "apt-get", "apt-cache", "dpkg", "dash"}) | {"yum", "dnf"}, FEDORA_RELEASE
    ),
    "none": System("gnu", "", NONE, ""),
}

HOMES = {
    "nobody": "/nonexistent",
    "curl_user": "/home/curl_user",
    "node": "/home/node",
    "postgres": "/var/lib/postgresql",
}
IDS = {
    "root": 0,
    "daemon": 1,
    "nobody": 65534,
    "curl_user": 100,
    "www-data": 33,
    "nginx": 101,
    "node": 1000,
    "redis": 999,
}


def passwd(app: App) -> str:
    """/etc/passwd."""
    shell = "/bin/bash" if "bash" in app.programs() else "/bin/sh" if app.shell else "/sbin/nologin"
    lines = [f"root:x:0:0:root:/root:{shell}"]
    for name, number in IDS.items():
        if name in ("daemon", "nobody", "www-data") or name == app.account != "root":
            home = HOMES.get(name, "/")
            lines.append(f"{name}:x:{number}:{number}:{name}:{home}:/usr/sbin/nologin")
    return "\n".join(lines) + "\n"


def base_files(app: App) -> dict[str, str]:
    """What every image of a system has; folders end in `/`."""
    system = SYSTEMS[app.system]
    found = {"/etc/passwd": passwd(app), "/tmp/": "", "/proc/": "", "/dev/": "", "/sys/": "", "/var/": ""}
    if system.release:
        found["/etc/os-release"] = system.release
    if system.shell:
        for name in ("bin", "home", "lib", "root", "usr/bin", "usr/lib", "usr/local/bin", "var/log", "var/run", "opt"):
            found[f"/{name}/"] = ""
        for name in ("sbin", "usr/sbin", "var/lib", "var/tmp", "mnt", "media", "srv", "run"):
            if app.system != "busybox":
                found[f"/{name}/"] = ""
    if app.system in ("debian", "debian-tools"):
        found["/etc/debian_version"] = "12.10\n"
    if app.system.startswith("alpine"):
        found["/etc/alpine-release"] = "3.21.3\n"
    return found
