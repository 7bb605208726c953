"""Starts a server for a scenario, and stops it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def running(command: list[str], environment: dict[str, str], secrets: list[str]) -> Iterator[int]:
    """Runs a server during the block, and gives its port of 127.0.0.1.

    The command gets the port as PORT in its environment, and in place of {port} in its arguments. Its
    output is printed if the block fails, and must contain none of the secrets.
    """
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        # A session of its own on POSIX systems, so that processes that it starts are stopped with it.
        server = subprocess.Popen(
            [argument.replace("{port}", str(port)) for argument in command],
            env={**os.environ, **environment, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + 90
            while True:
                if server.poll() is not None:
                    raise AssertionError(f"the server ended with exit status {server.returncode}")
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if time.monotonic() > deadline:
                        raise AssertionError("the server does not listen") from None
                    time.sleep(0.1)
            yield port
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace")[-4000:])
            raise
        finally:
            if server.poll() is None:
                stop(server)
        log.seek(0)
        content = log.read()
        if any(secret.encode() in content for secret in secrets):
            raise AssertionError("a secret is in the server's log")


def stop(server: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        server.terminate()
        server.wait()
        return
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
