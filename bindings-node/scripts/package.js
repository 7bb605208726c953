/**
 * Packs what `npm run build` has built into the tarballs that people install, in dist/ at the top of
 * the repository, or in the folder NOTIFIZZ_DIST:
 *
 *     npm run package
 */
const { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { root, platform, version, dist, tarballs, readJson, npm } = require("./tools.js");

const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];

/** The manifest as it is published, without what only this repository needs. */
function published({ scripts, devDependencies, napi, optionalDependencies, ...manifest }) {
  if (!optionalDependencies) return manifest;
  // Here they are folders, there they are packages of the same version.
  const names = Object.keys(optionalDependencies);
  return { ...manifest, optionalDependencies: Object.fromEntries(names.map((name) => [name, version])) };
}

function pack(folder) {
  const manifest = published(readJson(folder, "package.json"));
  const files = ["README.md", ...manifest.files.filter((file) => !file.includes("*"))];
  const stage = mkdtempSync(path.join(tmpdir(), "notifizz-token-"));
  try {
    for (const file of files) copyFileSync(path.join(folder, file), path.join(stage, file));
    for (const file of LICENCES) copyFileSync(path.join(root, "..", file), path.join(stage, file));
    writeFileSync(path.join(stage, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    npm(["pack", "--silent", "--pack-destination", dist], { cwd: stage, stdio: ["ignore", "ignore", "inherit"] });
  } finally {
    rmSync(stage, { recursive: true });
  }
}

mkdirSync(dist, { recursive: true });
pack(path.join(root, "npm", platform));
pack(root);
console.log(Object.values(tarballs).join("\n"));
