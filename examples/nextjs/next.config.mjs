export default {
  // For the native code; in a bundle the package runs as WebAssembly, which takes longer. The second name is for
  // an installation as @notifizz/nodejs: Next.js compares the name of the folder in node_modules.
  serverExternalPackages: ["notifizz-token", "@notifizz/nodejs"],
  poweredByHeader: false,
};
