// Since Node.js 22.10 it has a function that makes structuredClone and postMessage of a client an error, where
// they would create an empty object. Before, there is no reason to load the module, which takes long.
const isRecent = Number.parseInt(globalThis.process?.versions?.node, 10) >= 22;
const threads = isRecent ? process.getBuiltinModule?.("node:worker_threads") : undefined;
const api = require("./client.js")(require("./backend.js"), threads);

exports.NotifizzClient = api.NotifizzClient;
exports.DispatchReceiver = api.DispatchReceiver;
exports.diagnose = api.diagnose;
exports.diagnoseDispatch = api.diagnoseDispatch;
exports.isTokenScheme = api.isTokenScheme;
exports.backend = api.backend;
