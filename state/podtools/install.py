"""Package managers that answer as if they worked; the packages' programs are then among `shell.installed`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.podtools.shell import Process

# What a package brings: its programs.
PACKAGES = {
    "dnsutils": ("dig", "nslookup", "host"),
    "bind9-dnsutils": ("dig", "nslookup", "host"),
    "bind9-host": ("host",),
    "bind-tools": ("dig", "nslookup", "host"),
    "bind-utils": ("dig", "nslookup", "host"),
    "iputils-ping": ("ping",),
    "iputils": ("ping",),
    "iproute2": ("ip", "ss"),
    "net-tools": ("netstat", "ifconfig", "route"),
    "procps": ("ps", "top", "free", "watch", "uptime"),
    "netcat": ("nc",),
    "netcat-openbsd": ("nc",),
    "netcat-traditional": ("nc",),
    "telnet": ("telnet",),
    "busybox-extras": ("telnet",),
    "redis-tools": ("redis-cli",),
    "gettext-base": ("envsubst",),
    "gettext": ("envsubst",),
    "vim": ("vim", "vi"),
    "less": ("less",),
    "coreutils": ("timeout",),
    "findutils": ("find", "xargs"),
}
VERSIONS = {"curl": "7.88.1-10+deb12u8", "wget": "1.21.3-1+deb12u1", "dnsutils": "1:9.18.28-1~deb12u2"}
MIRROR = "http://deb.debian.org/debian bookworm"


def names(argv: Sequence[str]) -> list[str]:
    return [word for word in argv if not word.startswith("-")]


def register(shell: Process, packages: Sequence[str]) -> None:
    """What was installed can be run from now on."""
    for package in packages:
        shell.installed.update(PACKAGES.get(package, (package,)))


def apt(shell: Process, argv: Sequence[str]) -> int:
    words = names(argv[1:])
    if argv[0] == "apt" and not shell.tty:
        shell.err("\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n")
    if words[:1] == ["update"]:
        shell.out(f"Get:1 {MIRROR} InRelease [151 kB]\nGet:2 {MIRROR}-updates InRelease [55.4 kB]\n")
        shell.out(f"Get:3 {MIRROR}/main amd64 Packages [8787 kB]\nFetched 8994 kB in 2s (4497 kB/s)\n")
        shell.out("Reading package lists...\n")
        return 0
    if words[:1] == ["install"]:
        return apt_install(shell, words[1:])
    shell.out("Reading package lists...\nBuilding dependency tree...\nReading state information...\n")
    return 0


def apt_install(shell: Process, packages: Sequence[str]) -> int:
    count = len(packages)
    shell.out("Reading package lists...\nBuilding dependency tree...\nReading state information...\n")
    if not count:
        shell.out("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")
        return 0
    shell.out("The following NEW packages will be installed:\n  " + " ".join(sorted(packages)) + "\n")
    shell.out(f"0 upgraded, {count} newly installed, 0 to remove and 0 not upgraded.\n")
    versions = [(package, VERSIONS.get(package, "1.0-1")) for package in packages]
    for at, (package, version) in enumerate(versions, 1):
        shell.out(f"Get:{at} {MIRROR}/main amd64 {package} amd64 {version} [315 kB]\n")
    for package, version in versions:
        shell.out(f"Selecting previously unselected package {package}.\nUnpacking {package} ({version}) ...\n")
    for package, version in versions:
        shell.out(f"Setting up {package} ({version}) ...\n")
    shell.out("Processing triggers for libc-bin (2.36-9+deb12u8) ...\n")
    register(shell, packages)
    return 0


def apk(shell: Process, argv: Sequence[str]) -> int:
    words = names(argv[1:])
    for at, place in enumerate(("main", "community")):
        shell.out(f"fetch https://dl-cdn.alpinelinux.org/alpine/v3.20/{place}/x86_64/APKINDEX.tar.gz\n" * (at >= 0))
    if words[:1] == ["add"]:
        for at, package in enumerate(words[1:], 1):
            shell.out(f"({at}/{len(words) - 1}) Installing {package} (8.9.0-r0)\n")
        shell.out("Executing busybox-1.36.1-r29.trigger\nOK: 14 MiB in 24 packages\n")
        register(shell, words[1:])
    return 0


def yum(shell: Process, argv: Sequence[str]) -> int:
    words = names(argv[1:])
    if words[:1] == ["install"]:
        shell.out("Dependencies resolved.\n")
        for package in words[1:]:
            shell.out(f"Installing : {package}\n")
        shell.out("\nInstalled:\n" + "".join(f"  {package}\n" for package in words[1:]) + "\nComplete!\n")
        register(shell, words[1:])
    else:
        shell.out("Metadata cache created.\n")
    return 0
