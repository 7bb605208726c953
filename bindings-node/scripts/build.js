/**
 * Builds the addon for this computer into its platform's package, where the loader finds it:
 *
 *     npm run build [-- OPTION_OF_NAPI_BUILD...]
 */
const { existsSync } = require("node:fs");
const path = require("node:path");
const { root, platform, node, programOf } = require("./tools.js");

const folder = path.join("npm", platform);
if (!existsSync(path.join(root, folder))) {
  console.error(
    `There is no package for ${platform} yet: it needs bindings-node/npm/${platform}, and its name in native.js`,
  );
  process.exit(1);
}
const options = ["--release", "--platform", "--no-js", "--output-dir", folder];
node([programOf("@napi-rs/cli"), "build", ...options, ...process.argv.slice(2), "--", "--locked"]);
