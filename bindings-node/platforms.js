// Written by `cargo ci generate` from ci/platforms.toml.
//
// Each platform's native code is a package of its own, and npm installs the one that fits. The names
// are literal, so that bundlers can follow them, and in a `try`, so that they can do without.
module.exports = {
  "linux-x64-gnu": (failed) => {
    try {
      return require("notifizz-token-linux-x64-gnu");
    } catch (cause) {
      return failed(cause);
    }
  },
  "linux-arm64-gnu": (failed) => {
    try {
      return require("notifizz-token-linux-arm64-gnu");
    } catch (cause) {
      return failed(cause);
    }
  },
  "linux-x64-musl": (failed) => {
    try {
      return require("notifizz-token-linux-x64-musl");
    } catch (cause) {
      return failed(cause);
    }
  },
  "linux-arm64-musl": (failed) => {
    try {
      return require("notifizz-token-linux-arm64-musl");
    } catch (cause) {
      return failed(cause);
    }
  },
  "darwin-arm64": (failed) => {
    try {
      return require("notifizz-token-darwin-arm64");
    } catch (cause) {
      return failed(cause);
    }
  },
  "darwin-x64": (failed) => {
    try {
      return require("notifizz-token-darwin-x64");
    } catch (cause) {
      return failed(cause);
    }
  },
  "win32-x64": (failed) => {
    try {
      return require("notifizz-token-win32-x64");
    } catch (cause) {
      return failed(cause);
    }
  },
  "win32-arm64": (failed) => {
    try {
      return require("notifizz-token-win32-arm64");
    } catch (cause) {
      return failed(cause);
    }
  },
};
