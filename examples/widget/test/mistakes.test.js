// The story has to go red, and where it should, for backends with these mistakes:
//     node test/mistakes.js COMMAND...
// The command is that of backend.mjs; MOCK_SERVER as for backend.e2e.js.
import { SCENARIOS, story } from "./backend.e2e.js";
import { launch } from "./fixtures.js";

/** For each mistake: a scenario that has to fail, and what it has to say. */
const MISTAKES = {
  "it signs the e-mail": ["alice logs in, her token is accepted", /user_email_signed/],
  "it sends the key, in base64": [
    "no byte that the browser got has the key in it, in any encoding",
    /key was sent out/,
  ],
  "it takes the ID from the request": ["an ID in the request changes nothing, and no answer may be stored", /user_43/],
  "visitors get a token": ["a visitor who is not logged in gets 401 and no token", /200 !== 401/],
  "logging out does nothing": ["after logging out there is no token left", /200 !== 401/],
};

const command = process.argv.slice(2);
const browser = await launch();
const problems = [];
try {
  const play = async (mistake) => {
    const lines = [];
    const log = (line) => lines.push(line);
    const failed = await story("mistaken", command, { browser, environment: { MISTAKE: mistake }, log });
    return { failed, lines };
  };
  const honest = await play("");
  if (honest.failed.length) problems.push(`without a mistake:\n${honest.lines.join("\n")}`);
  for (const [mistake, [scenario, reason]] of Object.entries(MISTAKES)) {
    const { failed, lines } = await play(mistake);
    const said = lines.find((line) => line.startsWith("FAIL") && line.includes(scenario)) ?? "";
    if (!reason.test(said)) problems.push(`${mistake}:\n${lines.join("\n")}`);
    else
      console.log(
        `red, as it should be: ${mistake} (${failed.length} of ${SCENARIOS} scenarios)\n${said.split("\n", 2).join("\n")}`,
      );
  }
} finally {
  await browser.close();
}
for (const problem of problems) console.log(`NOT CAUGHT OR FOR ANOTHER REASON: ${problem}`);
process.exitCode = problems.length ? 1 : 0;
