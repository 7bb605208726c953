/**
 * Builds and starts the Next.js app in a folder, with a route on the edge runtime, one on Node.js and a proxy
 * that use the package, which is installed there and is bundled:
 *
 *     node scripts/test-nextjs.js FOLDER
 */
const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { cpSync, rmSync } = require("node:fs");
const path = require("node:path");
const { once } = require("node:events");
const { root, node } = require("./tools.js");

const cwd = path.resolve(process.argv[2]);
const next = path.join(cwd, "node_modules/next/dist/bin/next");
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
const TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

async function main() {
  for (const file of ["app", "lib", "instrumentation.js", "proxy.js"])
    rmSync(path.join(cwd, file), { recursive: true, force: true });
  cpSync(path.join(root, "test/hosts/nextjs"), cwd, { recursive: true });
  node([next, "build"], { cwd, env });
  const server = spawn(process.execPath, [next, "start", "--port", "0", "--hostname", "127.0.0.1"], { cwd, env });
  try {
    let output = "";
    while (!/Ready/.test(output)) {
      const [chunk] = await once(server.stdout, "data");
      output += chunk;
    }
    const [url] = output.match(/http:\/\/127\.0\.0\.1:\d+/);
    for (const route of ["edge", "bundled", "proxied"]) {
      const response = await fetch(`${url}/${route}`);
      const { backend, token } = await response.json();
      console.log(`/${route}: ${backend}`);
      assert.equal(token, TOKEN);
      if (route === "edge") assert.equal(backend, "wasm");
    }
  } finally {
    server.kill();
  }
}

main();
