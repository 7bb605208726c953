export default {
  // Its native code is a file of its own, which no bundler can take in.
  serverExternalPackages: ["notifizz-token"],
  poweredByHeader: false,
};
