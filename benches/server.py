"""The server that every peer is measured against: nginx with TLS 1.3 on loopback, which responds by itself."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

CUSTOMER = Path(__file__).parent.parent / "crates/sandbox/data/customer-172677.json"

# A name that can have both an IPv6 and an IPv4 address. Not localhost, which curl resolves by itself.
TWO_FAMILIES = "two-families.test"

CONFIGURATION = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    keepalive_requests 10000000;
    keepalive_timeout 300s;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        ssl_protocols TLSv1.3;
        location / {{
            {answer}
        }}
    }}
}}
"""

ANSWER = """default_type application/json;
            add_header X-Rate-Limit-Limit-Minute 1000000;
            add_header X-Rate-Limit-Remaining-Minute 999999;
            add_header X-Rate-Limit-Reset-Minute 2026-01-31T12:01:00Z;
            add_header X-Rate-Limit-Limit-Day 180000000;
            add_header X-Rate-Limit-Remaining-Day 179999999;
            add_header X-Rate-Limit-Reset-Day 2026-02-01T00:00:00Z;
            return 200 '{customer}';"""

BEHIND = """proxy_pass http://{sandbox};
            proxy_http_version 1.1;
            proxy_set_header Connection "";"""


@contextlib.contextmanager
def black_hole(port: int):
    """A port of ::1 that never responds: clients wait to connect, because the listener's queue is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_INET6))
        listener.bind(("::1", port))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket(socket.AF_INET6))
            filler.setblocking(False)
            filler.connect_ex(("::1", port))
        yield


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def certificates(folder: Path) -> None:
    """A private CA, and a certificate issued by it for this machine."""
    run = lambda *command: subprocess.run(command, check=True, capture_output=True, cwd=folder)  # noqa: E731
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    run("openssl", "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "7", "-subj", "/CN=bench CA")
    run("openssl", "req", *curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text(f"subjectAltName=DNS:localhost,DNS:{TWO_FAMILIES},IP:127.0.0.1\n")
    sign = ["-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "7"]
    run("openssl", "x509", *sign, "-extfile", "names", "-out", "server.pem")


@contextlib.contextmanager
def nginx(folder: Path, sandbox: str | None = None):
    """Serve (or stand in front of a sandbox), and yield the environment in which a peer finds the server."""
    folder.mkdir(parents=True, exist_ok=True)
    certificates(folder)
    port = free_port()
    answer = BEHIND.format(sandbox=sandbox) if sandbox else ANSWER.format(customer=CUSTOMER.read_text())
    configuration = folder / f"nginx-{port}.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, answer=answer))
    command = ["nginx", "-p", str(folder), "-c", str(configuration), "-g", "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.02)
            yield {
                **os.environ,
                "BENCH_HOST": "localhost",
                "BENCH_PORT": str(port),
                "BENCH_CA": str(folder / "ca.pem"),
                "BENCH_KEY": "MDpiZW5jaA==",
            }
        finally:
            server.terminate()
            server.wait()
