"""A closed network in small: an own authority, VK behind TLS, a CONNECT proxy, guarded children."""

from __future__ import annotations

import os
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.settings import ROOT

GUARD = Path(__file__).parent / "guard"
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "", "None"}
_OURS = ("KPI_", "STREAMLIT_", "PIP_")
_NETWORK = {
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle",
    "ssl_cert_file", "ssl_cert_dir", "pythonpath", "pythonwarnings",
}  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a guarded child: nothing of ours or of a network but what is given."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(_OURS) and k.lower() not in _NETWORK
    }
    guarded = {
        "KPI_DATABASE_URL": f"sqlite:///{folder / 'kpi.db'}", "KPI_HASH_KEY": "h" * 40,
        "KPI_COOKIE_KEY": "c" * 40, "PYTHONPATH": str(GUARD),
        "SOCKET_LOG": str(folder / "sockets.log"),
    }  # fmt: skip
    return kept | guarded | more


def asked(folder: Path) -> set[str]:
    """Hosts that guarded children asked for."""
    log = folder / "sockets.log"
    return set(log.read_text(encoding="utf-8").splitlines()) if log.exists() else set()


def run_cli(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs ``cli.py`` as a guarded child."""
    return subprocess.run(
        [sys.executable, "cli.py", *words], cwd=ROOT, env=environment(folder, **more),
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


@contextmanager
def dashboard(folder: Path, base: str = "", **more: str) -> Iterator[int]:
    """A guarded ``streamlit run app.py`` on a free port; its log is ``server.log``."""
    port, log = free_port(), folder / "server.log"
    command = [
        sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
        "--server.baseUrlPath", base,
    ]  # fmt: skip
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder, **more), stdout=out, stderr=out
        )
    try:
        prefix = f"/{base}" if base else ""
        wait_for(f"http://127.0.0.1:{port}{prefix}/health", server, log)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(
    url: str, server: subprocess.Popen[bytes], log: Path, context: ssl.SSLContext | None = None
) -> None:
    """Waits until an address answers; fails with the log where its server has died."""
    for _ in range(240):
        try:
            urllib.request.urlopen(url, timeout=2, context=context).close()
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            assert server.poll() is None, log.read_text(encoding="utf-8")[-2000:]
            time.sleep(0.25)
        else:
            return
    raise AssertionError(f"{url} does not answer: {log.read_text(encoding='utf-8')[-2000:]}")


class Authority:
    """A certificate authority of its own; ``file`` is its certificate."""

    def __init__(self, folder: Path, name: str = "Own authority") -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip
        made = self._begun(self._name, self._key).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        signed = made.add_extension(usage, critical=True).sign(self._key, hashes.SHA256())
        self.file = folder / "authority.pem"
        self.file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def _begun(self, name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
        )

    def certificate(self, *hosts: str) -> tuple[Path, Path]:
        """Files of a certificate for some hosts and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        begun = self._begun(name, key).add_extension(names, critical=False)
        signed = begun.add_extension(issuer, critical=False).sign(self._key, hashes.SHA256())
        certificate, secret = self._folder / "server.pem", self._folder / "server.key"
        certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, secret

    def context(self, *hosts: str) -> ssl.SSLContext:
        """What a server of these hosts speaks TLS with."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(*self.certificate(*hosts))
        return made


class _Tunnel(socketserver.BaseRequestHandler):
    server: Proxy

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (part := self.request.recv(4096)):
            head += part
        words = head.split(b"\r\n", 1)[0].decode().split()
        target = words[1] if len(words) == 3 and words[0] == "CONNECT" else " ".join(words)
        self.server.seen.append(target)
        port = self.server.ways.get(target)
        if port is None:
            self.request.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with closing(socket.create_connection(("127.0.0.1", port))) as far:
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_copy, args=(far, self.request))
            back.start()
            _copy(self.request, far)
            back.join()


def _copy(near: socket.socket, far: socket.socket) -> None:
    with suppress(OSError):  # either side may hang up first
        while part := near.recv(65_536):
            far.sendall(part)
    for end in (near, far):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Proxy(socketserver.ThreadingTCPServer):
    """A CONNECT proxy that knows the way to some hosts and refuses the rest.

    Args:
        ways: ``host:port`` as it is asked for, and the local port that stands for it.
    """

    daemon_threads = True

    def __init__(self, ways: dict[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.ways, self.seen = ways, list[str]()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.shutdown()
        self.server_close()
