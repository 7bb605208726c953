// The mock server and the tests' own backend, over the network alone: no request ends them, and only pages
// that this computer serves get an answer.
import { strict as assert } from "node:assert";
import { connect } from "node:net";
import { test } from "node:test";
import { KEY, startBackend, startMockServer, TEST_BACKEND, token } from "./fixtures.js";

/** Sends these bytes, aborts the connection if wanted, and returns the answer. */
function send({ origin }, text, { abort = false } = {}) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(text);
      if (abort) setTimeout(() => socket.resetAndDestroy(), 100);
    });
    socket
      .setEncoding("utf8")
      .on("data", (data) => {
        answer += data;
      })
      .on("error", (error) => (abort ? resolve(answer) : reject(error)))
      .on("close", () => resolve(answer));
  });
}

const get = (server, headers) => send(server, `GET / HTTP/1.1\r\nConnection: close\r\n${headers}\r\n\r\n`);
const host = ({ origin }) => `Host: ${new URL(origin).host}`;

const mockServer = await startMockServer("hmac-sha256");
const backend = await startBackend(TEST_BACKEND, "hmac-sha256");

async function assertLives(server) {
  const response = await fetch(server.origin, { headers: { Connection: "close" } });
  await response.arrayBuffer();
  assert.ok(response.status < 500);
}

const aborted = (server, path) => async () => {
  const start = `POST ${path} HTTP/1.1\r\n${host(server)}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  await send(server, `${start}Content-Length: 100\r\n\r\ntoken=`, { abort: true });
  await send(server, `${start}Transfer-Encoding: chunked\r\n\r\n6\r\ntok`, { abort: true });
  await send(server, `${start}Transfer-Encoding: chunked\r\n\r\nno size\r\n`, { abort: true });
  await assertLives(server);
};

test("an aborted request does not end the mock server", aborted(mockServer, "/verify"));

test("an aborted request does not end the tests' backend", aborted(backend, "/login"));

test("a path that is not a URL does not end the tests' backend", async () => {
  await send(backend, `GET // HTTP/1.1\r\nConnection: close\r\n${host(backend)}\r\n\r\n`);
  await send(backend, `GET http://[ HTTP/1.1\r\nConnection: close\r\n${host(backend)}\r\n\r\n`);
  await assertLives(backend);
});

test("the mock server checks a token, and rejects an endless body", async () => {
  const post = (body) => fetch(`${mockServer.origin}/verify`, { method: "POST", body });
  const form = new URLSearchParams({ token: token("user_42"), userId: "user_42", userEmail: "a@example.com" });
  assert.equal((await (await post(form)).json()).state, "accepted");
  await post("x".repeat(20_000)).catch(() => {}); // it may be cut off before all of it is sent
  await assertLives(mockServer);
});

test("only pages of this computer may read the mock server's answers", async () => {
  for (const origin of ["http://127.0.0.1:8000", "http://localhost", "https://localhost:3000"]) {
    const answer = await get(mockServer, `${host(mockServer)}\r\nOrigin: ${origin}`);
    assert.match(answer, /^HTTP\/1.1 200 /, origin);
    assert.ok(answer.includes(`\r\nAccess-Control-Allow-Origin: ${origin}\r\n`), origin);
  }
  for (const origin of [
    "javascript://127.0.0.1",
    "file://localhost",
    "ftp://127.0.0.1",
    "data://localhost",
    "chrome-extension://localhost",
    "http://127.0.0.1.example.com",
    "http://example.com",
    "http://example.com@127.0.0.1",
    "http://127.0.0.1/example.com",
    "http://127.0.0.1:80",
    "http://0x7f000001",
    "null",
    "*",
  ]) {
    const answer = await get(mockServer, `${host(mockServer)}\r\nOrigin: ${origin}`);
    assert.match(answer, /^HTTP\/1.1 403 /, origin);
    assert.doesNotMatch(answer, /Access-Control-Allow-Origin/, origin);
  }
});

test("the mock server answers under its own name only", async () => {
  for (const name of ["example.com", "example.com@127.0.0.1", "127.0.0.1.example.com", "127.0.0.1/x", ""]) {
    assert.match(await get(mockServer, `Host: ${name}`), /^HTTP\/1.1 403 /, name);
  }
});

test("neither wrote the key into its log", async () => {
  for (const server of [mockServer, backend]) assert.ok(!server.log().includes(KEY));
});
