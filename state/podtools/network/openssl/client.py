"""`openssl s_client`: what a server shows when TLS begins."""

from __future__ import annotations

from minikctl.state.podtools.network.curl.texts import openssl_time, split_colons
from minikctl.state.podtools.network.openssl import has, option, read_file
from minikctl.state.podtools.network.questions import caller_of, is_address
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic import tls
from minikctl.state.traffic.messages import REFUSED, UNKNOWN_HOST, Failure, Request


def s_client(shell: Process, words: list[str]) -> Steps:
    """`s_client -connect HOST:PORT [-servername NAME] [-showcerts] [-CAfile FILE]`."""
    place = option(words, "connect") or (words[-1] if words and not words[-1].startswith("-") else "localhost:4433")
    host, port = split_colons(place, 2)
    caller = caller_of(shell)
    number = int(port) if port.isdigit() else 443
    asked = option(words, "servername") or ("" if is_address(host) else host)
    try:
        found = caller.open(host, number)
        shown = caller.handshake(found, Request("https", asked or host, number, "/"))
    except Failure as failure:
        if failure.kind not in (REFUSED, UNKNOWN_HOST, "no tls"):
            yield Wait(shell.clock.now() + 131)
        return refused(shell, failure, host)
    trusted = read_file(shell, option(words, "CAfile")) or ""
    why = tls.problem(shown, trusted, shell.clock.now())
    if not has(words, "quiet"):
        shell.err(verification(shown, why))
        shell.out(report(shown, why))
    else:
        shell.err(verification(shown, why))
    yield from shell.stdin.wait_all()
    shell.err("DONE\n")
    return 0


def name(parts: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in parts)


def verification(shown: tls.Shown, why: str) -> str:
    """What is written while the certificate is checked."""
    line = f"depth=0 {name(shown.subject)}\n"
    if not why:
        return line + "verify return:1\n"
    return f"{line}verify error:num={tls.CODES.get(why, 20)}:{why}\nverify return:1\n{line}verify return:1\n"


def report(shown: tls.Shown, why: str) -> str:
    """The page."""
    code = tls.CODES.get(why, 20) if why else 0
    lines = [
        "CONNECTED(00000003)",
        "---",
        "Certificate chain",
        f" 0 s:{name(shown.subject)}",
        f"   i:{name(shown.issuer)}",
        "   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256",
        f"   v:NotBefore: {openssl_time(shown.not_before)}; NotAfter: {openssl_time(shown.not_after)}",
        "---",
        "Server certificate",
        shown.pem.rstrip("\n") or "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
        f"subject={name(shown.subject)}",
        f"issuer={name(shown.issuer)}",
        "---",
        "No client certificate CA names sent",
        "Peer signing digest: SHA256",
        "Peer signature type: RSA-PSS",
        "Server Temp Key: X25519, 253 bits",
        "---",
        "SSL handshake has read 1359 bytes and written 395 bytes",
        f"Verification error: {why}" if why else "Verification: OK",
        "---",
        "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384",
        "Server public key is 2048 bit",
        "Secure Renegotiation IS NOT supported",
        "Compression: NONE",
        "Expansion: NONE",
        "No ALPN negotiated",
        "Early data was not sent",
        f"Verify return code: {code} ({why or 'ok'})",
        "---",
    ]
    return "".join(line + "\n" for line in lines)


def refused(shell: Process, failure: Failure, host: str) -> int:
    """Why there is no handshake."""
    if failure.kind == UNKNOWN_HOST:
        mark = "40C7E2A1AE7F0000:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:758:"
        shell.err(f"{mark}Name or service not known\nconnect:errno=22\n")
        return 1
    if failure.kind == "no tls":
        mark = "40C7E2A1AE7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:"
        shell.out(
            "CONNECTED(00000003)\n---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\n"
        )
        shell.err(f"{mark}../ssl/record/ssl3_record.c:354:\n")
        return 1
    number, words = (111, "Connection refused") if failure.kind == REFUSED else (110, "Connection timed out")
    start, place = "40C7E2A1AE7F0000:error:", "../crypto/bio/bio_sock2.c"
    shell.err(f"{start}8000006F:system library:BIO_connect:{words}:{place}:114:calling connect()\n")
    shell.err(f"{start}10000067:BIO routines:BIO_connect:connect error:{place}:116:\n")
    shell.err(f"connect:errno={number}\n")
    return 1
