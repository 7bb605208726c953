// For Jest and vitest.
require("./cases.js")(require("notifizz-token"), { test, expect });
