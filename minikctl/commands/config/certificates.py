"""Files of certificates and keys that --embed-certs and --flatten put into the configuration."""

from __future__ import annotations

import base64

from minikctl.errors import CommandError
from minikctl.invocation import Invocation


def embedded(call: Invocation, flag: str, path: str) -> str:
    """A file's content in base64. Raises CommandError."""
    try:
        return base64.b64encode(call.read(path)).decode()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise CommandError(f"could not stat {flag} file {path}: stat {path}: {why}") from None
