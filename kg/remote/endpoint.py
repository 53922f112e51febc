"""HTTP to a SPARQL server that may be slow, broken or hostile.

Every request has one deadline, which holds for each byte read or written, and a limit on the size of its
answer. What can be repeated safely is repeated where the server is busy or hangs up. Redirects
are not followed, so that no password reaches another host. Certificates are checked,
and proxies are taken from the environment, as the standard library does.
"""

from __future__ import annotations

import base64
import http.client
import io
import ipaddress
import netrc
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from kg.errors import KgError
from kg.limits import limit

RETRIES: Final = 3
FIRST_WAIT = 0.25  # seconds before the first repetition; then twice as long, and so on
_BUSY: Final = (429, 503)
_HUNG_UP: Final = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, http.client.RemoteDisconnected)
_CHUNK: Final = 1 << 16
_TOLD: Final = 200

# A request's body, made anew for each attempt.
Body = bytes | Callable[[], Iterator[bytes]]


class Deadline:
    """A moment that work must not pass."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        if (left := self._end - time.monotonic()) <= 0:
            raise TimeoutError
        return left


class _Timed(io.RawIOBase):
    """What a socket sends, until the deadline: also a byte now and then is stopped."""

    def __init__(self, raw: Any, sock: socket.socket, deadline: Deadline) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        found: int | None = self._raw.readinto(buffer)
        return found

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, deadline: Deadline, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Timed(self.fp.detach(), sock, deadline), _CHUNK)


class Reply:
    """A server's answer; ``read`` never gives more than the limit nor takes longer than the deadline."""

    def __init__(
        self, endpoint: Endpoint, connection: http.client.HTTPConnection, response: http.client.HTTPResponse
    ) -> None:
        self._endpoint, self._connection, self._response = endpoint, connection, response
        self._read = 0
        self._most = limit("KG_MAX_ANSWER_BYTES")
        self.status = response.status
        self.media_type = (response.headers.get_content_type() if "Content-Type" in response.headers else "").lower()
        # Without length or chunks, an answer that was cut off looks whole.
        self.delimited = response.length is not None or bool(response.chunked)

    def header(self, name: str) -> str:
        """The header ``name``, or an empty text."""
        return self._response.headers.get(name, "")

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, none at the end.

        Raises:
            KgError: too much, too slow, or cut off.
        """
        size = _CHUNK if size < 0 else size
        try:
            data = self._response.read(size)
        except TimeoutError:
            raise self._endpoint.late() from None
        except (OSError, http.client.HTTPException):
            raise self._endpoint.cut() from None
        self._read += len(data)
        if self._read > self._most:
            raise self._endpoint.error(
                f"the answer has more than {self._most:,} bytes; narrow it, or raise KG_MAX_ANSWER_BYTES"
            )
        if not data and size:
            if self._response.length:
                raise self._endpoint.cut()
            self.done()
        return data

    def done(self) -> None:
        """Keep the connection for the next request if the answer was read to its end, else close it."""
        if self._response.isclosed() and not self._response.will_close:
            self._endpoint.keep(self._connection)
        else:
            self._response.close()
            self._connection.close()


class Endpoint:
    """One URL of a server."""

    def __init__(self, url: str, *, seconds: float | None = None) -> None:
        self._parts = _checked(url)
        self.seconds = seconds or limit("KG_MAX_ANSWER_SECONDS")
        parts = self._parts
        self.name = f"{parts.scheme}://{parts.netloc}{parts.path}"
        self._deadline = Deadline(self.seconds)
        self._idle: list[http.client.HTTPConnection] = []
        self._process = os.getpid()

    def error(self, what: str) -> KgError:
        """An error of this server."""
        return KgError(f"{self.name}: {what}")

    def late(self) -> KgError:
        """The answer did not come in time."""
        return self.error(
            f"no whole answer within {self.seconds:g} s; narrow it, or give it more time"
            " (--timeout, or KG_MAX_ANSWER_SECONDS)"
        )

    def cut(self) -> KgError:
        """The answer ended too early."""
        return self.error("the answer was cut off; the server gave up or the connection broke, try again")

    def send(
        self,
        method: str,
        *,
        headers: Mapping[str, str],
        body: Body = b"",
        query: str = "",
        wanted: tuple[int, ...] = (200,),
    ) -> Reply:
        """The answer to a request that may be sent more than once; its status is one of ``wanted``.

        Raises:
            KgError: there is none, or another.
        """
        deadline = Deadline(self.seconds)
        try:
            for attempt in range(RETRIES + 1):
                wait = FIRST_WAIT * 2**attempt
                try:
                    reply = self._once(method, headers, body, query, deadline)
                except _HUNG_UP:
                    if attempt == RETRIES:
                        raise
                else:
                    if reply.status not in _BUSY or attempt == RETRIES:
                        return self._accepted(reply, wanted)
                    wait = max(wait, _seconds(reply.header("Retry-After")))
                    reply.done()
                if wait >= deadline.left():
                    break
                time.sleep(wait)
        except TimeoutError:
            raise self.late() from None
        except _HUNG_UP:
            raise self.error("the server hangs up; is it running, and is this its address?") from None
        except OSError as error:
            raise self.error(_why(error)) from None
        except (http.client.HTTPException, UnicodeError):
            raise self.error("this is no HTTP that can be understood; is this the server's address?") from None
        raise self.error("the server is busy; try again later")

    def _once(self, method: str, headers: Mapping[str, str], body: Body, query: str, deadline: Deadline) -> Reply:
        path = self._parts.path or "/"
        asked = "&".join(part for part in (self._parts.query, query) if part)
        target = f"{path}?{asked}" if asked else path
        connection, before, sent, reused = self._connection(deadline)
        sent = {"User-Agent": "regional-kg", **sent, **headers}
        try:
            connection.timeout = deadline.left()
            if connection.sock is None:
                connection.connect()
            sock = connection.sock
            sock.settimeout(deadline.left())
            connection.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]
            try:
                connection.request(method, before + target, body if isinstance(body, bytes) else body(), sent)
            except (BrokenPipeError, ConnectionResetError):
                # A server that refuses a long body may say so before it has read it.
                if isinstance(body, bytes):
                    raise
            return Reply(self, connection, connection.getresponse())
        except BaseException as error:
            connection.close()
            if reused and isinstance(error, _HUNG_UP):
                # The server closed a connection that had been idle: nothing is wrong.
                return self._once(method, headers, body, query, deadline)
            raise

    def _accepted(self, reply: Reply, wanted: tuple[int, ...]) -> Reply:
        status = reply.status
        if status in wanted:
            return reply
        if 300 <= status < 400:
            problem = (
                f"leads elsewhere ({status} to {_short(reply.header('Location'))}); if you trust that, give its URL"
            )
        elif status == 401:
            problem = (
                "wants to know who asks (401); set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN,"
                " or write the host into your netrc file"
            )
        elif status == 403:
            problem = "may not be done here (403); ask with other rights (KG_STORE_USER, KG_STORE_TOKEN, netrc)"
        elif status in _BUSY:
            problem = f"the server is busy ({status}); try again later"
        else:
            problem = f"the server answers {status}; it says: {_said(reply)}"
        reply.done()
        raise self.error(problem)

    def keep(self, connection: http.client.HTTPConnection) -> None:
        """Use ``connection`` for a later request."""
        self._idle.append(connection)

    def _connection(self, deadline: Deadline) -> tuple[http.client.HTTPConnection, str, dict[str, str], bool]:
        """A connection, what stands before a path there, the headers it needs, and whether it was used before."""
        import urllib.request

        if self._process != os.getpid():  # a connection of the parent process is not ours
            self._idle, self._process = [], os.getpid()
        parts, host = self._parts, self._parts.hostname or ""
        address = urllib.request.getproxies().get(parts.scheme)
        if address and urllib.request.proxy_bypass(parts.netloc):
            address = None
        headers = self._authorization(proxied=bool(address))
        proxy = urlsplit(address if "://" in address else f"http://{address}") if address else None
        before = f"http://{parts.netloc}" if proxy and parts.scheme == "http" else ""
        own = _basic(unquote(proxy.username), unquote(proxy.password or "")) if proxy and proxy.username else ""
        to_proxy = {"Proxy-Authorization": own} if own else {}
        if before:
            headers |= to_proxy
        try:
            return self._idle.pop(), before, headers, True
        except IndexError:
            pass
        where = (proxy.hostname or "", proxy.port or 80) if proxy else (host, parts.port)
        if parts.scheme == "http":
            return http.client.HTTPConnection(*where, timeout=deadline.left()), before, headers, False
        import ssl

        secure = http.client.HTTPSConnection(*where, timeout=deadline.left(), context=ssl.create_default_context())
        if proxy:
            secure.set_tunnel(host, parts.port or 443, to_proxy)
        return secure, before, headers, False

    def _authorization(self, *, proxied: bool) -> dict[str, str]:
        """Who asks, from the environment or the netrc file; never over a line that others can read."""
        token, user = os.environ.get("KG_STORE_TOKEN"), os.environ.get("KG_STORE_USER")
        private = self._parts.scheme == "https" or (_is_here(self._parts.hostname or "") and not proxied)
        if token or user:
            if not private:
                raise self.error("a password or token goes over https only; use https, or unset KG_STORE_*")
            if token:
                if not (token.isascii() and token.isprintable()):
                    raise KgError("KG_STORE_TOKEN: holds characters that no token has; set it anew")
                return {"Authorization": f"Bearer {token}"}
            return {"Authorization": _basic(user or "", os.environ.get("KG_STORE_PASSWORD", ""))}
        found = _of_netrc(self._parts.hostname or "") if private else None
        return {"Authorization": _basic(*found)} if found else {}


def _checked(url: str) -> SplitResult:
    """The parts of ``url``, which goes into messages and so may hold no secret."""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise KgError("the URL of the server holds a space or another character that no URL has; percent-encode it")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 — refuses what is no port
    except ValueError:
        raise KgError(f"{_short(url)}: no URL; write it like http://localhost:7878/query") from None
    if "@" in parts.netloc:
        raise KgError(
            "no user or password in the URL: others see command lines; set KG_STORE_USER and KG_STORE_PASSWORD,"
            " or KG_STORE_TOKEN, or use your netrc file"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise KgError(f"{_short(url)}: no http or https URL; write it like http://localhost:7878/query")
    return parts._replace(fragment="")


def _of_netrc(host: str) -> tuple[str, str] | None:
    path = Path(os.environ["NETRC"]) if "NETRC" in os.environ else Path("~/.netrc").expanduser()
    if not path.is_file():
        return None
    try:
        found = netrc.netrc(str(path)).authenticators(host)
    except netrc.NetrcParseError as error:
        raise KgError(f"{path}:{error.lineno}: {error.msg}; mend it, or name another file with NETRC") from None
    return (found[0], found[2] or "") if found else None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _seconds(text: str) -> float:
    """The seconds of a Retry-After header, ten at most; its form with a date is left to our own waiting."""
    return min(float(text), 10.0) if text.isascii() and text.isdigit() else 0.0


def _why(error: OSError) -> str:
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted ({error.verify_message}); SSL_CERT_FILE names further authorities"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection ({error.reason or 'TLS failed'}); is this an https server?"
    if isinstance(error, socket.gaierror):
        return "no such host; check the URL"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers there; is the server running?"
    return f"cannot be reached ({error.strerror or error}); check the URL and the network"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TOLD else text[:_TOLD] + " …"


def _said(reply: Reply) -> str:
    """The beginning of what a server says to its refusal, in one line."""
    if reply.media_type == "text/html":
        return "an HTML page; is this the URL of its SPARQL endpoint?"
    try:
        return _short(reply.read(4 * _TOLD).decode("utf-8", "replace")) or "nothing"
    except KgError:
        return "nothing"
