/**
 * Installs the packed tarballs into an empty folder, as a user does but without a network:
 *
 *     node scripts/install.js FOLDER [NAME...]
 *
 * NAME is the name to install the package under, such as @notifizz/nodejs.
 */
const { mkdirSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { tarballs, npm } = require("./tools.js");

function install(folder, names = ["notifizz-token"]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true, "type": "commonjs" }\n');
  const specs = names.map((name) => `${name}@file:${tarballs.main}`);
  const options = ["--silent", "--offline", "--no-audit", "--no-fund"];
  npm(["install", ...options, tarballs.platform, ...specs], { cwd: folder });
}

if (require.main === module) {
  const [folder, ...names] = process.argv.slice(2);
  install(path.resolve(folder), names.length > 0 ? names : undefined);
}

module.exports = { install };
