"""Sends a web server many requests, kills a worker of it meanwhile, and checks every answer.

    python load.py REQUESTS MEBIBYTES COMMAND...
    python load.py --self-test

COMMAND starts one of the servers beside this file, on the port in PORT or in the place of {port}. In place
of a session, the header X-User tells them the user's ID, so that every request can be of another user: it is
empty for a user who has no ID, and missing for a visitor.

Half-way, the busiest of the server's workers is killed with SIGKILL, and has to be replaced by the server; a
server without workers is killed itself and started again. What that breaks off is sent again, but no answer may
be wrong. After its warm-up, no process of the server may grow by MEBIBYTES.

Expected tokens and signatures are CPython's. Linux only: the workers and their memory are read from /proc.
"""

import contextlib
import hashlib
import hmac
import http.client
import http.server
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import MutableSequence
from pathlib import Path
from typing import IO, ClassVar

KEY, SECRET, API_KEY = "EXAMPLE_AUTH_SECRET_KEY_7f3b", "EXAMPLE_WEBHOOK_SIGNING_SECRET_9c1d", "EXAMPLE_FRONT_API_KEY"
OPTIONS, WEBHOOK = "/notifizz/widget-options", "/notifizz/webhook"
CLIENTS, THREADS = 2, 8
PATIENCE = 60  # seconds, for one request and until the server listens
# Seconds, for one attempt: Node.js' cluster loses a connection that it is handing over to the killed worker,
# and neither answers nor closes it.
ATTEMPT = 10
REQUESTS_OF_A_CONNECTION = 250  # so that a new worker gets its share
SHOWN = 5  # wrong answers


def mac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def options(user_id: str, token_of: str | None = None) -> tuple[int, object]:
    return 200, {
        "apiKey": API_KEY,
        "authType": "backendToken",
        "token": mac(KEY, token_of or user_id),
        "userId": user_id,
        "userEmail": f"{user_id}@example.com",
    }


def request(number: int) -> tuple[str, str, bytes | None, dict[str, str], tuple[int, object]]:
    """Method, path, body, headers, and the expected status and JSON. Of 50 requests, four are of another kind."""
    # IDs of all lengths around the blocks of SHA-256.
    user_id = f"user_{number}_".ljust(number % 150, "x")
    match number % 50:
        case 10:
            return "GET", OPTIONS, None, {}, (401, {"error": "login_required"})
        case 20:
            return "GET", OPTIONS, None, {"X-User": ""}, (409, {"error": "empty_user_id"})
        case 30 | 40 as kind:
            payload = json.dumps({"id": number, "timestamp": time.time_ns() // 1_000_000})
            signature = mac(SECRET if kind == 30 else "another secret", payload)
            body = json.dumps({"payload": payload, "signature": signature}).encode()
            # The body of a rejection depends on the framework.
            return "POST", WEBHOOK, body, {"Content-Type": "application/json"}, (204 if kind == 30 else 400, None)
    return "GET", OPTIONS, None, {"X-User": user_id}, options(user_id)


class Client:
    """Sends the requests of these numbers, one after the other."""

    def __init__(self, port: int, numbers: range, counts: MutableSequence[int], slot: int) -> None:
        self.port, self.numbers = port, numbers
        # Shared with the other processes; each thread writes its own three numbers.
        self.counts, self.slot = counts, 3 * slot
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ATTEMPT)

    def run(self) -> None:
        for sent, number in enumerate(self.numbers):
            if sent % REQUESTS_OF_A_CONNECTION == 0:
                self.connection.close()
            method, path, body, headers, expected = request(number)
            status, content = self.answer(method, path, body, headers)
            try:
                answer = status, None if path == WEBHOOK else json.loads(content)
            except ValueError:
                answer = status, content
            if answer != expected:
                self.add(WRONG)
                if self.counts[self.slot + WRONG] <= SHOWN:
                    print(f"request {number}: {answer}, not {expected}", file=sys.stderr, flush=True)
            self.add(ANSWERED)

    def answer(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.connection.request(method, path, body, headers)
                with self.connection.getresponse() as response:
                    return response.status, response.read()
            except (OSError, http.client.HTTPException):
                self.connection.close()
                if time.monotonic() > deadline:
                    raise
                self.add(REPEATED)
                time.sleep(0.01)

    def add(self, what: int) -> None:
        self.counts[self.slot + what] += 1


ANSWERED, WRONG, REPEATED = range(3)


def send(port: int, requests: int, counts: MutableSequence[int], process: int) -> None:
    """One process of clients."""
    slots = range(process * THREADS, (process + 1) * THREADS)
    clients = [Client(port, range(slot, requests, CLIENTS * THREADS), counts, slot) for slot in slots]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Server:
    """A running server."""

    def __init__(self, command: list[str], log: IO[bytes]) -> None:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.port = sock.getsockname()[1]
        self.command = [argument.replace("{port}", str(self.port)) for argument in command]
        self.log = log
        self.first: dict[int, int] = {}
        self.growth = 0

    def start(self) -> None:
        environment = {
            "PORT": str(self.port),
            "NOTIFIZZ_AUTH_SECRET_KEY": KEY,
            "NOTIFIZZ_FRONT_API_KEY": API_KEY,
            "NOTIFIZZ_WEBHOOK_SIGNING_SECRET": SECRET,
        }
        # A session of its own, so that its workers are stopped with it.
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **environment},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None, f"the server ended with exit status {self.process.returncode}"
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline, "the server does not listen"
                time.sleep(0.1)

    def workers(self) -> list[int]:
        file = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(worker) for worker in file.read_text(encoding="ascii").split()]

    def kill(self) -> str:
        """Kills a worker and waits for its successor, or kills the server and starts it again."""
        before = self.workers()
        if not before:
            self.process.kill()
            self.process.wait()
            self.start()
            return "the server killed and started again"
        # The busiest, because the kernel may give nearly all connections to one.
        os.kill(max(before, key=cpu_time), signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while len(self.workers()) < len(before) or self.workers() == before:
            assert time.monotonic() < deadline, "the killed worker has no successor"
            time.sleep(0.1)
        return "a worker killed"

    def measure(self) -> None:
        """Compares the memory of each process with what it was when the process was first measured."""
        for pid in (self.process.pid, *self.workers()):
            memory = resident(pid)
            self.growth = max(self.growth, memory - self.first.setdefault(pid, memory))

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def cpu_time(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def resident(pid: int) -> int:
    """In KiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


def run(requests: int, mebibytes: int, command: list[str]) -> str:
    counts = multiprocessing.RawArray("Q", 3 * CLIENTS * THREADS)

    def wait(part: float) -> None:
        while sum(counts[ANSWERED::3]) < part * requests and any(client.is_alive() for client in clients):
            time.sleep(0.05)

    with tempfile.TemporaryFile() as log:
        server = Server(command, log)
        clients = [
            multiprocessing.Process(target=send, args=(server.port, requests, counts, index))
            for index in range(CLIENTS)
        ]
        try:
            server.start()
            for client in clients:
                client.start()
            # A process is warm when a tenth of all requests came after its start.
            wait(0.1)
            server.measure()
            wait(0.5)
            server.measure()
            repeated = sum(counts[REPEATED::3])
            killed = server.kill()
            wait(0.6)
            server.measure()
            wait(1)
            server.measure()
            for client in clients:
                client.join()
        finally:
            for client in clients:
                if client.is_alive():
                    client.kill()
            server.stop()
            log.seek(0)
            output = log.read().decode(errors="replace")
            print(output[-2000:], file=sys.stderr)
    answered, wrong, repeated_later = (sum(counts[what::3]) for what in (ANSWERED, WRONG, REPEATED))
    print(f"{answered} answers, {wrong} wrong, {repeated_later} sent again, {server.growth} KiB more", file=sys.stderr)
    assert not any(secret in output for secret in (KEY, SECRET)), "a secret is in the server's log"
    assert answered == requests, f"{requests - answered} requests have no answer"
    assert wrong == 0, f"{wrong} wrong answers"
    assert repeated_later > repeated, "the kill broke off no request"
    assert server.growth < mebibytes << 10, f"a process grew by {server.growth} KiB"
    return f"{requests:,} requests, 0 wrong, {killed}, no process grew by {mebibytes} MiB"


class Stub(http.server.BaseHTTPRequestHandler):
    """The answers of a server with two faults: it mixes up two users once and accepts a forged webhook, or it
    keeps memory."""

    protocol_version = "HTTP/1.1"
    leaks = False
    leak: ClassVar[list[bytes]] = []

    def do_GET(self) -> None:
        user_id = self.headers["X-User"]
        if user_id is None:
            self.reply(401, {"error": "login_required"})
        elif not user_id:
            self.reply(409, {"error": "empty_user_id"})
        elif self.leaks:
            self.leak.append(os.urandom(100_000))
            self.reply(*options(user_id))
        else:
            self.reply(*options(user_id, "another" if user_id.startswith("user_377_") else None))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_right = body["signature"] == mac(SECRET, body["payload"])
        accepts = is_right or (not self.leaks and '"id": 340,' in body["payload"])
        self.reply(204 if accepts else 400, None)

    def reply(self, status: int, answer: object) -> None:
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def self_test() -> str:
    for fault, expected in (("--answers", "2 wrong answers"), ("--leaks", "a process grew by ")):
        try:
            found = run(500, 10, [sys.executable, __file__, fault])
        except AssertionError as error:
            found = str(error)
        assert found.startswith(expected), f"{fault}: {found}"
    return "a wrong token, a forged webhook and a leak found"


def main() -> int:
    match sys.argv[1:]:
        case ["--answers" | "--leaks" as fault]:
            Stub.leaks = fault == "--leaks"
            http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Stub).serve_forever()
        case ["--self-test"]:
            print(self_test())
        case [requests, mebibytes, *command] if command:
            try:
                print(run(int(requests), int(mebibytes), command))
            except AssertionError as error:
                print(error, file=sys.stderr)
                return 1
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
