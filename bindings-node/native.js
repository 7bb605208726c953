// The native code comes in a package of its own for each platform, of which npm installs the one
// that fits. Names are literal, so that bundlers can follow them.
const PACKAGES = {
  "linux-x64": ["notifizz-token-linux-x64-gnu", () => require("notifizz-token-linux-x64-gnu")],
};

function load() {
  const platform = `${process.platform}-${process.arch}`;
  const found = PACKAGES[platform];
  if (!found) {
    throw failure(
      `notifizz-token has no native code for ${platform}; there is some for ${Object.keys(PACKAGES).join(", ")}`,
    );
  }
  const [name, loadPackage] = found;
  try {
    return loadPackage();
  } catch (cause) {
    const advice =
      cause.code === "MODULE_NOT_FOUND"
        ? `The package ${name} should have been installed with it: do not leave out optional dependencies, and install on the platform that runs the code`
        : `The package ${name} is installed, but its native code does not load here (it needs glibc)`;
    throw failure(
      `notifizz-token cannot load its native code for ${platform}. ${advice}. The loader says: ${cause.message}`,
      cause,
    );
  }
}

function failure(message, cause) {
  const error = new Error(message, { cause });
  error.code = "ERR_NOTIFIZZ_NATIVE_CODE";
  return error;
}

module.exports = load();
