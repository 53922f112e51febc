"""Who asks a server, and where that is sent: no secret goes over an open line, to another place or into a message."""

from __future__ import annotations

import base64
import ssl
import subprocess
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.remote.endpoint import Endpoint
from kg.remote.store import RemoteStore
from tests.servers.conftest import Run
from tests.servers.hostile import (
    FOUND,
    Hostile,
    reply,
    results,
)

pytestmark = pytest.mark.usefixtures("tight")


def test_a_redirect_is_not_followed_and_takes_no_password_along(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "secret-token")
    with Hostile(reply(results(FOUND))) as other, Hostile(reply(status=307, Location=other.url)) as server:
        said = run("show", "SK", "--store", server.url)

    assert (said.code, other.asked) == (2, [])
    assert "secret" not in said.err + said.out


def authorization(server: Hostile) -> str | None:
    return server.asked[-1][2].get("Authorization")


def test_who_asks_comes_from_the_environment_or_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    with Hostile(reply(results(FOUND))) as server:
        RemoteStore(server.url).base()
        assert authorization(server) is None
        netrc.write_text("machine 127.0.0.1 login ann password from-file\n", encoding="utf-8")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        RemoteStore(server.url).base()
        assert authorization(server) == "Basic " + base64.b64encode(b"ann:from-file").decode()
        monkeypatch.setenv("KG_STORE_USER", "bob")
        monkeypatch.setenv("KG_STORE_PASSWORD", "s3cret")
        RemoteStore(server.url).base()
        assert authorization(server) == "Basic " + base64.b64encode(b"bob:s3cret").decode()
        monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
        RemoteStore(server.url).base()
        assert authorization(server) == "Bearer t0ken"


def test_a_secret_goes_over_no_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")

    with pytest.raises(KgError, match="over https only"):
        RemoteStore("http://example.org/query").base()
    with Hostile(reply(results(FOUND))) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(KgError, match="over https only"):
            RemoteStore("http://127.0.0.1:9/query").base()
        assert proxy.asked == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://ann:s3cret@example.org/", "no user or password in the URL"),
        ("file:///etc/passwd", "no http or https URL"),
        ("ftp://example.org/", "no http or https URL"),
        ("http://", "no http or https URL"),
        ("localhost:7878", "no http or https URL"),
        ("http://example.org:99999999/", "no URL"),
        ("http://example.org/a b", "holds a space"),
        ("http://example.org/\r\nX-Evil: 1", "holds a space or another"),
        ("http://한국.example/", "percent-encode"),
    ],
)
def test_what_is_no_url_is_refused(run: Run, url: str, message: str) -> None:
    said = run("show", "SK", "--store", url)

    assert (said.code, said.err.count("\n"), message in said.err) == (2, 1, True), said.err
    assert "s3cret" not in said.err


def test_a_bad_token_cannot_make_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken\r\nX-Evil: 1")

    with pytest.raises(KgError, match="KG_STORE_TOKEN: holds characters"):
        RemoteStore("http://127.0.0.1:9/").base()


def test_a_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Hostile(reply(results(FOUND))) as proxy:
        monkeypatch.setenv("http_proxy", f"http://me:pw@127.0.0.1:{proxy.port}")
        RemoteStore("http://kg.invalid/query?x=1").base()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(KgError):
            RemoteStore("https://kg.invalid/query").base()

    (_, path, headers, _), tunnel = proxy.asked[0], proxy.asked[-1]
    assert path == "http://kg.invalid/query?x=1"
    assert headers["Proxy-Authorization"] == "Basic " + base64.b64encode(b"me:pw").decode()
    assert tunnel[:2] == ("CONNECT", "kg.invalid:443")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key with a certificate for 127.0.0.1 that nobody trusts."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(path), "-out", f"{path}.crt"]
    made += ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    try:
        subprocess.run(made, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_a_certificate_is_checked(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Hostile(reply(results(FOUND))) as server:
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        url = server.url.replace("http:", "https:")
        with pytest.raises(KgError, match="certificate cannot be trusted"):
            RemoteStore(url).base()
        assert server.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
        store = RemoteStore(url)
        assert (store.base(), store.base()) == ("https://example.org/data/",) * 2
        assert authorization(server) == "Bearer t0ken"


def test_an_endpoint_is_named_without_its_keys() -> None:
    assert Endpoint("https://example.org/query?apikey=s3cret").name == "https://example.org/query"
