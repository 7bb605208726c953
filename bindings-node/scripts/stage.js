/** Writes the package of a platform, whose only content is the addon, into a folder. */
const { copyFileSync, mkdirSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { root, readJson } = require("./tools.js");

const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];
/** Written by `cargo ci generate`: of the addon in the package's folder, of the WebAssembly in wasm/. */
const NOTICES = ["THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"];

/** What npm compares with the machine that installs, from a name such as linux-x64-gnu. */
function requirements(platform) {
  const [os, cpu, abi] = platform.split("-");
  const libc = { gnu: "glibc", musl: "musl" }[abi];
  return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) };
}

function stage(addon, platform, folder) {
  const { version, license, author, engines, keywords } = readJson(root, "package.json");
  const name = `notifizz-token-${platform}`;
  const file = `notifizz-token.${platform}.node`;
  const manifest = {
    name,
    version,
    description: `The native code of notifizz-token for ${platform}. Install notifizz-token instead.`,
    keywords,
    license,
    author,
    type: "commonjs",
    main: file,
    files: [file, ...LICENCES, ...NOTICES],
    engines,
    ...requirements(platform),
  };
  const readme = `# ${name}\n\nThe native code of \`notifizz-token\` for ${platform}. Install \`notifizz-token\`, which brings it along. An unofficial, independent project, not affiliated with Notifizz.\n`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(addon, path.join(folder, file));
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(path.join(folder, "README.md"), readme);
  for (const licence of LICENCES) copyFileSync(path.join(root, "..", licence), path.join(folder, licence));
  for (const notice of NOTICES) copyFileSync(path.join(root, notice), path.join(folder, notice));
}

module.exports = { LICENCES, NOTICES, stage };
