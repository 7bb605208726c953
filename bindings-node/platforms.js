// Written by `cargo ci generate` from ci/platforms.toml.
//
// Each platform's native code is a package of its own, and npm installs the one that fits. Bundlers do not
// follow this kind of `require`, so that they need not know what to do with native code; tools that collect
// the files of a program do. In a bundle that is an ES module it throws, because there is no __filename.
const { createRequire } = require("node:module");
const load = createRequire(__filename);

module.exports = {
  "linux-x64-gnu": () => load("notifizz-token-linux-x64-gnu"),
  "linux-arm64-gnu": () => load("notifizz-token-linux-arm64-gnu"),
  "linux-x64-musl": () => load("notifizz-token-linux-x64-musl"),
  "linux-arm64-musl": () => load("notifizz-token-linux-arm64-musl"),
  "darwin-arm64": () => load("notifizz-token-darwin-arm64"),
  "darwin-x64": () => load("notifizz-token-darwin-x64"),
  "win32-x64": () => load("notifizz-token-win32-x64"),
  "win32-arm64": () => load("notifizz-token-win32-arm64"),
};
