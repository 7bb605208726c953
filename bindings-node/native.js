// Each platform's native code is a package of its own, and npm installs the one that fits. The names
// are literal, so that bundlers can follow them.
const PACKAGES = {
  "linux-x64": ["notifizz-token-linux-x64-gnu", () => require("notifizz-token-linux-x64-gnu")],
};

function load() {
  const platform = `${process.platform}-${process.arch}`;
  const [name, loadPackage] = PACKAGES[platform] ?? [];
  if (!name) throw failure(`notifizz-token has no native code for ${platform}, only for ${supported()}`);
  try {
    const native = loadPackage();
    // A bundler may have replaced it by the name of the file.
    if (typeof native.create !== "function") throw new Error(`${name} holds no native code`);
    return native;
  } catch (cause) {
    throw failure(
      `notifizz-token cannot load its native code for ${platform}. ${advice(name, cause)}. The loader says: ${cause.message}`,
      cause,
    );
  }
}

function advice(name, cause) {
  if (isMusl()) return `This system's C library is musl, as on Alpine Linux, and there is only code for ${supported()}`;
  if (cause.code === "ERR_DLOPEN_FAILED") {
    return `The package ${name} is installed, but its native code does not load here`;
  }
  return `The package ${name} should have come with it: install without leaving out optional dependencies, on the platform that runs the code, and if the code is bundled, leave the package out of the bundle under the name that it is installed under, notifizz-token or @notifizz/nodejs`;
}

const supported = () =>
  Object.values(PACKAGES)
    .map(([name]) => name.replace("notifizz-token-", "").replace("-gnu", " with glibc"))
    .join(", ");

// Called only if loading has failed, because the report is slow.
const isMusl = () => process.report?.getReport?.().sharedObjects?.some((path) => /ld-musl-|libc\.musl-/.test(path));

function failure(message, cause) {
  const error = new Error(message, { cause });
  error.code = "ERR_NOTIFIZZ_NATIVE_CODE";
  return error;
}

module.exports = load();
