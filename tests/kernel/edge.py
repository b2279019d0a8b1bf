"""nginx with an exported configuration, in a network namespace with the endpoints that it needs.

Run as `unshare --net python edge.py`, with a JSON order on its input: `configuration`, `folder` (scratch), `endpoints`
([address, port, name]), `requests` ([scheme, host, path]). It writes [status, name, path, location] for each request.
"""

from __future__ import annotations

import http.client
import json
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FRAME = """
daemon off; pid {folder}/pid; error_log {folder}/log;
events {{}}
http {{
  access_log off; server_tokens off; server_names_hash_bucket_size 128;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
{configuration}
}}
"""


def serve(address: str, port: int, name: str) -> None:
    """An endpoint: says who it is, and which path it was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps([name, self.requestline.split()[1]]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    threading.Thread(target=ThreadingHTTPServer((address, port), Handler).serve_forever, daemon=True).start()


def ask(scheme: str, host: str, path: str) -> list[object]:
    """[status, name, path, location]."""
    if scheme == "https":
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        connection: http.client.HTTPConnection = http.client.HTTPSConnection("127.0.0.1", context=anybody, timeout=5)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", timeout=5)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    body = answer.read()
    name, asked = json.loads(body) if answer.status == 200 else ("", "")
    return [answer.status, name, asked, answer.getheader("Location") or ""]


def main() -> None:
    order = json.load(sys.stdin)
    folder = Path(order["folder"])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address, port, name in order["endpoints"]:
        subprocess.run(["ip", "addr", "add", f"{address}/32", "dev", "lo"], check=False, capture_output=True)
        serve(address, port, name)
    main_file = folder / "nginx.conf"
    main_file.write_text(FRAME.format(folder=folder, configuration=order["configuration"]), encoding="utf-8")
    tried = subprocess.run(["nginx", "-t", "-c", str(main_file)], capture_output=True, text=True)
    if tried.returncode:
        sys.exit(tried.stderr)
    nginx = subprocess.Popen(["nginx", "-c", str(main_file)])
    try:
        for _ in range(1000):
            try:
                http.client.HTTPConnection("127.0.0.1", timeout=1).connect()
                break
            except OSError:
                threading.Event().wait(0.01)
        json.dump([ask(*one) for one in order["requests"]], sys.stdout)
    finally:
        nginx.terminate()
        nginx.wait()


if __name__ == "__main__":
    main()
