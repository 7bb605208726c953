// backend.e2e.js passes with the tests' own backend, and fails with each of these mistakes in it, in the
// scenario that is about the mistake.
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCENARIOS = 12;

const NO_KEY = "no answer to the browser contains the key, in any encoding";

/** For each mistake: a scenario that has to fail, and what its error has to say. */
const MISTAKES = {
  "it signs the e-mail": ["alice logs in, her token is accepted", /user_email_signed/],
  "it sends the key, in base64": [NO_KEY, /the key was sent out/],
  "it takes the ID from the request": ["an ID in the request changes nothing, and no answer may be stored", /user_43/],
  "visitors get a token": ["a visitor who is not logged in gets 401 and no token", /200 !== 401/],
  "logging out does nothing": ["after logging out there is no token left", /200 !== 401/],
};

/** Runs backend.e2e.js, or one scenario of it, and returns the result of each. */
async function play(mistake, scenario) {
  const args = ["--test-reporter=tap", fileURLToPath(new URL("backend.e2e.js", import.meta.url))];
  if (scenario) args.unshift(`--test-name-pattern=^${scenario}$`);
  const env = { ...process.env, MISTAKE: mistake };
  // It reports to the runner of this file, and not as TAP, if it finds this variable.
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const [status] = await once(child, "close");
  const results = [...output.matchAll(/^(ok|not ok) \d+ - (.*)\n((?: .*\n|\n)*)/gm)];
  return {
    status,
    output,
    scenarios: new Map(results.map(([, result, name, details]) => [name, { passed: result === "ok", details }])),
  };
}

test("without a mistake every scenario passes", async () => {
  const { status, output, scenarios } = await play("");
  assert.equal(status, 0, output);
  assert.equal(scenarios.size, SCENARIOS, output);
});

for (const [mistake, [name, reason]] of Object.entries(MISTAKES)) {
  test(`a backend with a mistake is caught: ${mistake}`, async () => {
    const { status, output, scenarios } = await play(mistake, name === NO_KEY ? undefined : name); // that one searches what all others received
    assert.notEqual(status, 0);
    const scenario = scenarios.get(name);
    assert.equal(scenario?.passed, false, output);
    assert.match(scenario.details, reason);
  });
}
