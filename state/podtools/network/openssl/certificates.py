"""`openssl x509` and `openssl verify`."""

from __future__ import annotations

from minikctl.state.podtools.network.curl.texts import openssl_time
from minikctl.state.podtools.network.openssl import has, option, read_file, texts, write
from minikctl.state.podtools.shell import Process, Steps
from minikctl.state.traffic import tls


def x509(shell: Process, words: list[str]) -> Steps:
    """`x509 [-in FILE] [-noout] [-text] [-subject] [-issuer] [-dates] [-serial] [-fingerprint] [-ext NAME] …`."""
    source = option(words, "in")
    if source:
        text = read_file(shell, source)
        if text is None:
            shell.err(f"Could not open file or uri for loading certificate from {source}\n")
            shell.err(f"{MISSING.format(source)}Unable to load certificate\n")
            return 1
    else:
        text = yield from shell.stdin.wait_all()
    pems = tls.blocks(text)
    found = tls.loaded(pems[0]) if pems else None
    if found is None:
        shell.err(f"Could not read certificate from {source or '<stdin>'}\nUnable to load certificate\n")
        return 1
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    lines = []
    for word in words:
        if word == "-subject":
            lines.append(f"subject={texts.name(found.subject)}\n")
        elif word == "-issuer":
            lines.append(f"issuer={texts.name(found.issuer)}\n")
        elif word == "-dates":
            lines.append(f"notBefore={openssl_time(found.not_valid_before_utc.timestamp())}\n")
            lines.append(f"notAfter={openssl_time(found.not_valid_after_utc.timestamp())}\n")
        elif word == "-startdate":
            lines.append(f"notBefore={openssl_time(found.not_valid_before_utc.timestamp())}\n")
        elif word == "-enddate":
            lines.append(f"notAfter={openssl_time(found.not_valid_after_utc.timestamp())}\n")
        elif word == "-serial":
            lines.append(f"serial={texts.serial(found).hex().upper()}\n")
        elif word == "-fingerprint":
            which = hashes.SHA256() if has(words, "sha256") else hashes.SHA1()  # what openssl prints
            title = "sha256" if has(words, "sha256") else "SHA1"
            lines.append(f"{title} Fingerprint={texts.colons(found.fingerprint(which)).upper()}\n")
        elif word == "-text":
            lines.append(texts.page(found))
        elif word == "-ext":
            names = texts.alternative_names(found)
            lines.append(
                f"X509v3 Subject Alternative Name: \n    {names}\n" if names else "No extensions matching selection\n"
            )
        elif word == "-pubkey":
            lines.append(found.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())
        elif word == "-checkend":
            until = shell.clock.now() + float(option(words, "checkend", "0"))
            expires = until > found.not_valid_after_utc.timestamp()
            lines.append("Certificate will expire\n" if expires else "Certificate will not expire\n")
    shell.out("".join(lines))
    if not has(words, "noout"):
        write(shell, option(words, "out"), pems[0])
    return 0


MISSING = (
    "40E7C0B5497F0000:error:80000002:system library:file_open:No such file or directory:"
    "../providers/implementations/storemgmt/file_store.c:267:calling stat({})\n"
)


def verify(shell: Process, words: list[str]) -> int:
    """`verify -CAfile CA CERTIFICATE`."""
    authority = read_file(shell, option(words, "CAfile")) or ""
    name = words[-1] if words else ""
    shown = tls.of_pem(read_file(shell, name) or "")
    if shown is None:
        shell.err(f"Could not open file or uri for loading certificate file from {name}\n")
        return 2
    why = tls.problem(shown, authority, shell.clock.now())
    if not why:
        shell.out(f"{name}: OK\n")
        return 0
    subject = ", ".join(f"{key} = {value}" for key, value in shown.subject)
    shell.err(
        f"{subject}\nerror {tls.CODES.get(why, 20)} at 0 depth lookup: {why}\nerror {name}: verification failed\n"
    )
    return 2
