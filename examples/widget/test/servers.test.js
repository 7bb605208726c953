// The mock server and the test's own backend, over the network alone: no request ends one, and only
// pages that this computer serves get an answer.
//     node test/servers.js COMMAND...
// The command is that of backend.mjs; MOCK_SERVER as for backend.e2e.js.
import { strict as assert } from "node:assert";
import { connect } from "node:net";
import { KEY, play, startBackend, startMockServer, token } from "./fixtures.js";

/** Sends these bytes, closes the connection in the middle of the request if told to, and gives what came back. */
function send({ origin }, text, { breakOff = false } = {}) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => {
      socket.write(text);
      if (breakOff) setTimeout(() => socket.resetAndDestroy(), 100);
    });
    socket
      .setEncoding("utf8")
      .on("data", (data) => {
        answer += data;
      })
      .on("error", (error) => (breakOff ? resolve(answer) : reject(error)))
      .on("close", () => resolve(answer));
  });
}

const get = (server, headers) => send(server, `GET / HTTP/1.1\r\nConnection: close\r\n${headers}\r\n\r\n`);
const host = ({ origin }) => `Host: ${new URL(origin).host}`;

const mockServer = await startMockServer("hmac-sha256");
const backend = await startBackend(process.argv.slice(2), "hmac-sha256");

async function lives(server) {
  const response = await fetch(server.origin, { headers: { Connection: "close" } });
  await response.arrayBuffer();
  assert.ok(response.status < 500);
}

const broken = (server, path) => async () => {
  const start = `POST ${path} HTTP/1.1\r\n${host(server)}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  await send(server, `${start}Content-Length: 100\r\n\r\ntoken=`, { breakOff: true });
  await send(server, `${start}Transfer-Encoding: chunked\r\n\r\n6\r\ntok`, { breakOff: true });
  await send(server, `${start}Transfer-Encoding: chunked\r\n\r\nno size\r\n`, { breakOff: true });
  await lives(server);
};

try {
  const failed = await play("servers", [
    ["a request to the mock server that is broken off does not end it", broken(mockServer, "/verify")],
    ["a request to the test's backend that is broken off does not end it", broken(backend, "/login")],
    [
      "a path that is no URL does not end the test's backend",
      async () => {
        await send(backend, `GET // HTTP/1.1\r\nConnection: close\r\n${host(backend)}\r\n\r\n`);
        await send(backend, `GET http://[ HTTP/1.1\r\nConnection: close\r\n${host(backend)}\r\n\r\n`);
        await lives(backend);
      },
    ],
    [
      "the mock server checks a token, and says no to a body without an end",
      async () => {
        const post = (body) => fetch(`${mockServer.origin}/verify`, { method: "POST", body });
        const form = new URLSearchParams({ token: token("user_42"), userId: "user_42", userEmail: "a@example.com" });
        assert.equal((await (await post(form)).json()).state, "accepted");
        await post("x".repeat(20_000)).catch(() => {}); // it may be cut off before all of it is sent
        await lives(mockServer);
      },
    ],
    [
      "pages of this computer may read the mock server's answers, no others",
      async () => {
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
      },
    ],
    [
      "the mock server answers under its own name only",
      async () => {
        for (const name of ["example.com", "example.com@127.0.0.1", "127.0.0.1.example.com", "127.0.0.1/x", ""]) {
          assert.match(await get(mockServer, `Host: ${name}`), /^HTTP\/1.1 403 /, name);
        }
      },
    ],
    [
      "neither wrote the key into its log",
      async () => {
        for (const server of [mockServer, backend]) assert.ok(!server.log().includes(KEY));
      },
    ],
  ]);
  process.exitCode = failed.length ? 1 : 0;
} finally {
  for (const server of [mockServer, backend]) await server.stop();
}
