const api = require("./client.js")(require("./backend.js"));

exports.NotifizzClient = api.NotifizzClient;
exports.diagnose = api.diagnose;
exports.isTokenScheme = api.isTokenScheme;
exports.backend = api.backend;
