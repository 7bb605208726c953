// Since Node.js 22.10 it has a function that makes structuredClone and postMessage of a client an error, where
// they would create an empty object.
const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const api = require("./client.js")(require("./backend.js"), threads);

exports.NotifizzClient = api.NotifizzClient;
exports.diagnose = api.diagnose;
exports.isTokenScheme = api.isTokenScheme;
exports.backend = api.backend;
