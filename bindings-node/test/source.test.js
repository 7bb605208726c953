// Every function that JavaScript can call is one of two kinds, and both turn panics into errors.
const assert = require("node:assert/strict");
const { readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");
const { sourceTree, test } = require("./common.js");

test("every #[napi] function catches panics", () => {
  const folder = path.join(sourceTree, "src");
  const code = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));
  const attributes = code.join("\n").match(/^ *#\[napi\b.*$/gm);
  assert.ok(attributes.length > 3);
  for (const attribute of attributes) assert.match(attribute, /^#\[napi\((catch_unwind|module_exports)\)\]$/);
});
