"""`openssl genrsa`, `rsa`, `pkey`, `rand`: keys, and bytes that look random."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from minikctl.state.chance import Chance
from minikctl.state.podtools.network.openssl import has, option, read_file, write
from minikctl.state.podtools.shell import Process


def new_key(shell: Process, kind: str) -> Any:
    """A private key: `rsa:2048`, `ec`, `ed25519`."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if kind.startswith("rsa"):
        bits = kind.partition(":")[2]
        return rsa.generate_private_key(
            public_exponent=65537, key_size=max(1024, int(bits) if bits.isdigit() else 2048)
        )
    return ed25519.Ed25519PrivateKey.generate() if "ed25519" in kind else ec.generate_private_key(ec.SECP256R1())


def pem_of(key: Any) -> str:
    """A private key as PKCS 8."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    text: str = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return text


def genrsa(shell: Process, words: list[str]) -> int:
    """`genrsa [-out FILE] [BITS]`."""
    bits = next((word for word in reversed(words) if word.isdigit()), "2048")
    write(shell, option(words, "out"), pem_of(new_key(shell, f"rsa:{bits}")))
    return 0


def rsa(shell: Process, words: list[str]) -> int:
    """`rsa -in KEY [-check] [-pubout] [-noout]`."""
    return pkey(shell, words, check="RSA key ok\n")


def pkey(shell: Process, words: list[str], check: str = "Key is valid\n") -> int:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    text = read_file(shell, option(words, "in"))
    try:
        key = load_pem_private_key((text or "").encode(), None)
    except ValueError:
        shell.err(f"Could not read private key from {option(words, 'in')}\n")
        return 1
    if has(words, "check"):
        shell.out(check)
    if has(words, "noout"):
        return 0
    shell.err("writing RSA key\n" if check.startswith("RSA") else "")
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    write(shell, option(words, "out"), public if has(words, "pubout") else pem_of(key))
    return 0


def rand(shell: Process, words: list[str]) -> int:
    """`rand [-hex|-base64] N`."""
    size = int(next((word for word in reversed(words) if word.isdigit()), "16"))
    chance = Chance(f"openssl rand/{shell.clock.now()}/{shell.limits.steps}")
    data = b"".join(chance.bytes(str(part)) for part in range(size // 32 + 1))[:size]
    if has(words, "hex"):
        shell.out(data.hex() + "\n")
    elif has(words, "base64"):
        text = b64encode(data).decode()
        shell.out("".join(text[start : start + 64] + "\n" for start in range(0, len(text), 64)))
    else:
        shell.out(data.decode("latin-1"))
    return 0
