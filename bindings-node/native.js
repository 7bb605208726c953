const platforms = require("./platforms.js");

const platform = `${process.platform}-${process.arch}`;
/** On Linux either may be there, also the wrong one, which does not load. */
const candidates = process.platform === "linux" ? [`${platform}-gnu`, `${platform}-musl`] : [platform];

function load() {
  const names = candidates.filter((name) => Object.hasOwn(platforms, name));
  if (names.length === 0) {
    const supported = Object.keys(platforms).join(", ");
    throw failure(`notifizz-token has no native code for ${platform}, only for ${supported}`);
  }
  const causes = [];
  for (const name of names) {
    try {
      const native = platforms[name]();
      // A bundler may have replaced it by the name of the file.
      if (typeof native.create !== "function") throw new Error(`notifizz-token-${name} holds no native code`);
      return native;
    } catch (cause) {
      causes.push(cause);
    }
  }
  // The one that is there says more than the one that is not.
  const isMissing = (cause) => cause.code === "MODULE_NOT_FOUND";
  const cause = causes.find((each) => !isMissing(each)) ?? causes[0];
  throw failure(
    `notifizz-token cannot load its native code for ${platform}. ${advice(names, cause)}. The loader says: ${cause.message}`,
    cause,
  );
}

function advice(names, cause) {
  const packages = names.map((name) => `notifizz-token-${name}`).join(" or ");
  if (cause.code === "ERR_DLOPEN_FAILED") {
    return `The package ${packages} is installed, but its native code does not load here`;
  }
  return `The package ${packages} should have come with it: install without leaving out optional dependencies, on the platform that runs the code, and if the code is bundled, leave the package out of the bundle under the name that it is installed under, notifizz-token or @notifizz/nodejs`;
}

function failure(message, cause) {
  const error = new Error(message, { cause });
  error.code = "ERR_NOTIFIZZ_NATIVE_CODE";
  return error;
}

module.exports = load();
