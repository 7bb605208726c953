// npm test: builds the page if it is out of date, and runs the tests. Without Chromium, only those run that
// need none; with CI=true that is a failure.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromiumPath, isPageBuilt, pageFolder } from "../tools.js";

const WITHOUT_BROWSER = ["servers.test.js"];
const WITH_BROWSER = ["page.test.js", "backend.e2e.js"];

function node(...args) {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

try {
  await import("notifizz-token");
} catch (error) {
  console.error(`${error.message}\n
Build the package first, then run npm ci here again, which copies it:
    npm --prefix ../../bindings-node ci
    npm --prefix ../../bindings-node run build`);
  process.exit(1);
}

if (!isPageBuilt()) node("build.js", pageFolder);
const chromium = chromiumPath();
const files = chromium ? [...WITHOUT_BROWSER, ...WITH_BROWSER] : WITHOUT_BROWSER;
// One after the other: a browser needs the processors for itself.
for (const file of files) node(...process.argv.slice(2), `test/${file}`);
if (!chromium) {
  console.error(
    `\n*** SKIPPED: ${WITH_BROWSER.join(" and ")}: Chromium is missing: install it, or set CHROMIUM to its path`,
  );
  if (process.env.CI === "true") process.exitCode = 1;
}
