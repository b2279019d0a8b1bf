"""Why a program is not run at all, in the words of the runtime, the kubelet and the API server."""

from __future__ import annotations

INTERNAL = "Internal error occurred: "


class ExecRefused(Exception):
    """The program was not started: what kubectl prints after `error: `, and its exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def missing(word: str, is_file: bool = False) -> str:
    """runc's words about a program that is not there, or about a file that cannot be run."""
    if is_file:
        return f'exec: "{word}": permission denied'
    if "/" in word:
        return f'exec: "{word}": stat {word}: no such file or directory'
    return f'exec: "{word}": executable file not found in $PATH'


def not_started(identity: str, why: str) -> ExecRefused:
    """A program that containerd cannot start; runc, containerd, kubelet and API server each add their words.

    Kubernetes: the API server speaks WebSocket with kubectl and wraps the kubelet's status once more (since v1.31).
    """
    text = f'failed to exec in container: failed to start exec "{identity}": OCI runtime exec failed: exec failed: '
    text += f"unable to start container process: {why}"
    return ExecRefused(f"{INTERNAL}{INTERNAL}error executing command in container: {text}: unknown")


def container_not_found(name: str) -> ExecRefused:
    """The kubelet's words about a container that does not run."""
    return ExecRefused(f'{INTERNAL}unable to upgrade connection: container not found ("{name}")')


def node_is_down(address: str, path: str, words: str) -> ExecRefused:
    """The API server's words when the kubelet does not answer."""
    target = f"https://{address}:10250/exec/{path}?{words}"
    why = f'error sending request: Post "{target}": dial tcp {address}:10250: connect: no route to host'
    return ExecRefused(f"{INTERNAL}{why}")


def pod_not_on_node(name: str) -> ExecRefused:
    """The kubelet's words about a pod that it does not know yet."""
    return ExecRefused(f"{INTERNAL}unable to upgrade connection: pod does not exist")
