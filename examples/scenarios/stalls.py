"""The requests of a hostile client to a web example.

A login that never arrives whole must not keep others from an answer, and must end. A login that is
too long or not a form is the client's mistake, not the server's.
"""

import socket
import time

from scenarios.server import running

KEY = "EXAMPLE_AUTH_SECRET_KEY_7f3b"
STALLED = 12
# In seconds. The first is far more than an answer takes, and less than a server waits for a request;
# the second is more than a server may wait.
ANSWER, PATIENCE = 5, 60

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
# The first half of a request, cut off in the request line, in a header, before the body or in it.
HALVES = (
    b"POST /log",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n" + FORM + b"Content-Length: 40\r\n\r\n",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n" + FORM + b"Content-Length: 40\r\n\r\nusername=alice&",
)
LONG = b"username=alice&password=" + b"x" * 5_000_000
# Bodies that are no login, each with the statuses that may answer it.
BODIES = {
    "5 MB": (FORM, LONG, {400, 413}),
    "5 MB of fields": (FORM, b"a=1&" * 1_250_000, {400, 413}),
    "a field that is text and a list": (FORM, b"username=alice&username[a]=x&password=y", {400, 401}),
    "no form": (FORM, b"%\xff&=&%zz=%zz&\0", {400, 401}),
    "an empty body": (FORM, b"", {400, 401}),
    "another type": (b"Content-Type: multipart/form-data; boundary=x\r\n", b"--x\r\n", {400, 401, 415}),
}


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=ANSWER)


def status(connection: socket.socket) -> int:
    line = connection.makefile("rb").readline()
    assert line.startswith(b"HTTP/1."), f"no answer but {line!r}"
    return int(line.split()[1])


def page_status(port: int) -> int:
    with connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return status(connection)


def check_stalled(port: int) -> None:
    stalled = [connect(port) for _ in range(STALLED)]
    for index, connection in enumerate(stalled):
        connection.sendall(HALVES[index % len(HALVES)])
    time.sleep(1)  # so that the server has begun to read them
    assert page_status(port) == 200, f"the page is not served while {STALLED} logins stall"
    deadline = time.monotonic() + PATIENCE
    for connection in stalled:
        connection.settimeout(max(1, deadline - time.monotonic()))
        try:
            while connection.recv(4096):
                pass
        except TimeoutError:
            raise AssertionError(f"a stalled login is still waited for after {PATIENCE} s") from None
        except ConnectionError:
            pass
        connection.close()


def check_bodies(port: int) -> None:
    for name, (kind, body, allowed) in BODIES.items():
        with connect(port) as connection:
            head = b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            connection.sendall(head + kind + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            answer = status(connection)
        assert answer in allowed, f"{name}: the login answers {answer}"
        assert page_status(port) == 200, f"{name}: the page is not served any more"


def run(_name: str, command: list[str]) -> str:
    try:
        with running(command, {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}, [KEY]) as port:
            check_bodies(port)
            check_stalled(port)
    except OSError as error:
        raise AssertionError(f"the server cannot be reached: {error!r}") from error
    return f"{len(BODIES)} bodies that are no login, and {STALLED} stalled logins"
