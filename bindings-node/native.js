const platform = `${process.platform}-${process.arch}`;
/** On Linux either may be there, also the wrong one, which does not load. */
const candidates = process.platform === "linux" ? [`${platform}-gnu`, `${platform}-musl`] : [platform];

const INSTALL =
  "install without leaving out optional dependencies, on the platform that runs the code, and if the code is bundled, leave the package out of the bundle under the name that it is installed under, notifizz-token or @notifizz/nodejs";

/** The native code, or an error that says why there is none. */
module.exports = function load() {
  let platforms;
  try {
    platforms = require("./platforms.js");
  } catch (cause) {
    throw failure(`notifizz-token is in a bundle that cannot load native code: ${INSTALL}`, cause);
  }
  const names = candidates.filter((name) => Object.hasOwn(platforms, name));
  if (names.length === 0) {
    const supported = Object.keys(platforms).join(", ");
    throw failure(`notifizz-token has no native code for ${platform}, only for ${supported}`);
  }
  const failed = [];
  for (const name of names) {
    try {
      const native = platforms[name]();
      if (typeof native?.create === "function") return native;
      throw new Error(`notifizz-token-${name} holds no native code`);
    } catch (cause) {
      failed.push({ name, cause });
    }
  }
  // A package that is there says more than one that is not.
  const { name, cause } = failed.find((each) => each.cause.code !== "MODULE_NOT_FOUND") ?? failed[0];
  const advice =
    cause.code === "ERR_DLOPEN_FAILED"
      ? `The package notifizz-token-${name} is installed, but its native code does not load here`
      : `The package notifizz-token-${names.join(" or notifizz-token-")} should have come with it: ${INSTALL}`;
  throw failure(
    `notifizz-token cannot load its native code for ${platform}. ${advice}. The loader says: ${cause.message}`,
    cause,
  );
};

function failure(message, cause) {
  const error = new Error(message, { cause });
  error.code = "ERR_NOTIFIZZ_NATIVE_CODE";
  return error;
}
