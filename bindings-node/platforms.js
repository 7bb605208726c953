// Written by `cargo ci generate` from ci/platforms.toml.
//
// Each platform's native code is a package of its own, and npm installs the one that fits. The names
// are literal, so that bundlers can follow them.
module.exports = {
  "linux-x64-gnu": () => require("notifizz-token-linux-x64-gnu"),
  "linux-arm64-gnu": () => require("notifizz-token-linux-arm64-gnu"),
  "linux-x64-musl": () => require("notifizz-token-linux-x64-musl"),
  "linux-arm64-musl": () => require("notifizz-token-linux-arm64-musl"),
  "darwin-arm64": () => require("notifizz-token-darwin-arm64"),
  "darwin-x64": () => require("notifizz-token-darwin-x64"),
  "win32-x64": () => require("notifizz-token-win32-x64"),
  "win32-arm64": () => require("notifizz-token-win32-arm64"),
};
