export default {
  // Native code is a file of its own, which bundlers cannot include. The second name is for an installation
  // as @notifizz/nodejs: Next.js compares the name of the folder in node_modules.
  serverExternalPackages: ["notifizz-token", "@notifizz/nodejs"],
  poweredByHeader: false,
};
