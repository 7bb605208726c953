/**
 * Builds the addon for this computer into the package of its platform, where the loader finds it:
 *
 *     npm run build [-- OPTION_OF_NAPI_BUILD...]
 */
const path = require("node:path");
const { platform, node, programOf } = require("./tools.js");

const options = ["--release", "--platform", "--no-js", "--output-dir", path.join("npm", platform)];
node([programOf("@napi-rs/cli"), "build", ...options, ...process.argv.slice(2), "--", "--locked"]);
