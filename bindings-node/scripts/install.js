/**
 * Installs the packed tarballs into an empty folder, as a user does but without a network:
 *
 *     node scripts/install.js FOLDER [NAME...] [--omit=optional]
 *
 * NAME is the name to install the package under, such as @notifizz/nodejs. Without the optional packages
 * there is no native code.
 */
const { mkdirSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { tarballs, npm } = require("./tools.js");

function install(folder, names = ["notifizz-token"], isNative = true) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true, "type": "commonjs" }\n');
  const specs = names.map((name) => `${name}@file:${tarballs.main}`);
  const options = ["--silent", "--offline", "--no-audit", "--no-fund"];
  npm(["install", ...options, ...(isNative ? [tarballs.platform] : ["--omit=optional"]), ...specs], { cwd: folder });
}

if (require.main === module) {
  const [folder, ...rest] = process.argv.slice(2);
  const names = rest.filter((argument) => argument !== "--omit=optional");
  install(path.resolve(folder), names.length > 0 ? names : undefined, names.length === rest.length);
}

module.exports = { install };
