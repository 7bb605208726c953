#!/usr/bin/env node
// The command line is native code, which reads the arguments, environment and streams of the process.
try {
  process.exitCode = require("./native.js")().cli(process.argv.slice(2));
} catch (error) {
  console.error(`notifizz-token: ${error.message}`);
  process.exitCode = 2;
}
