"""Starts a server for a check, as ci/drive-example and ci/drive-snippet need it."""

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
    """The port of 127.0.0.1 on which the command serves, which is PORT in its environment, while the block runs.

    The server's log is printed if the block fails, and must contain none of the secrets.
    """
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        # A session of its own, so that what the command starts is stopped with it.
        server = subprocess.Popen(
            command,
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
                os.killpg(server.pid, signal.SIGTERM)
                try:
                    server.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(server.pid, signal.SIGKILL)
                    server.wait()
        log.seek(0)
        content = log.read()
        if any(secret.encode() in content for secret in secrets):
            raise AssertionError("a secret is in the server's log")
