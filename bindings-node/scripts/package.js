/**
 * Packs the tarballs that people install, in dist/ at the top of the repository or in the folder
 * NOTIFIZZ_DIST: what `npm run build` has built and the package itself, or else the addon that is named
 * for another platform, or the package alone.
 *
 *     npm run package [-- PLATFORM ADDON | -- main]
 */
const { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { root, platform, platforms, version, dist, readJson, npm } = require("./tools.js");
const { LICENCES, NOTICES, stage } = require("./stage.js");

/**
 * The manifest as it is published, with the platforms' packages, which npm does not find before. Its list of
 * files would only cost bytes: all files in the folder are packed.
 */
function published({ scripts, devDependencies, napi, files, ...manifest }) {
  const optionalDependencies = Object.fromEntries(platforms.map((name) => [`notifizz-token-${name}`, version]));
  return { ...manifest, optionalDependencies };
}

/** Packs what `fill` puts into a folder. */
function pack(fill) {
  const folder = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  try {
    fill(folder);
    npm(["pack", "--silent", "--pack-destination", dist], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fillMain(folder) {
  const manifest = readJson(root, "package.json");
  for (const file of manifest.files.filter((file) => !file.includes("*"))) {
    copyFileSync(path.join(root, file), path.join(folder, file));
  }
  // Its users have no source tree to build and test. The padding of tables costs a quarter of a kilobyte.
  const readme = readFileSync(path.join(root, "README.md"), "utf8")
    .replace(/^## Develop\n.*^(?=## Licence\n)/ms, "")
    .replace(/ {2,}(?=\|)/g, " ")
    .replace(/-{4,}(?= \|)/g, "---");
  writeFileSync(path.join(folder, "README.md"), readme);
  for (const file of LICENCES) copyFileSync(path.join(root, "..", file), path.join(folder, file));
  for (const file of NOTICES) copyFileSync(path.join(root, "wasm", file), path.join(folder, file));
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(published(manifest), null, 2)}\n`);
}

const built = path.join(root, "node_modules", `notifizz-token-${platform}`, `notifizz-token.${platform}.node`);
const [name = platform, addon = built] = process.argv.slice(2);
const isNamed = process.argv.length > 2;
mkdirSync(dist, { recursive: true });
if (name !== "main") pack((folder) => stage(addon, name, folder));
if (!isNamed || name === "main") pack(fillMain);
