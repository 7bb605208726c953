export default {
  // Its native code is a file of its own, which no bundler can take in. The second name is for those
  // who installed it as @notifizz/nodejs: Next.js compares the name of the folder in node_modules.
  serverExternalPackages: ["notifizz-token", "@notifizz/nodejs"],
  poweredByHeader: false,
};
