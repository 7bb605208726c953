// node declarations.js TYPESCRIPT: index.d.ts, which is written by hand, against what the package
// really exports: names, methods, accessors, the number of parameters, and the codes.
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { name, binding, vectors, errorCode } = require("./common.js");

const ts = require(process.argv[2]);
const folder = path.dirname(require.resolve(`${name}/package.json`));
const file = path.join(folder, "index.d.ts");
const program = ts.createProgram([file], { strict: true });
const checker = program.getTypeChecker();
const source = program.getSourceFile(file);

const declared = { values: {}, codes: [] };
for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
  const declaration = symbol.declarations[0];
  if (ts.isClassDeclaration(declaration)) declared.values[symbol.name] = members(declaration);
  else if (ts.isFunctionDeclaration(declaration)) declared.values[symbol.name] = parameters(declaration);
  else if (symbol.name === "DiagnosisCode") {
    declared.codes = checker.getDeclaredTypeOfSymbol(symbol).types.map((type) => type.value);
  } else assert.ok(ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration), symbol.name);
  assert.ok(ts.getJSDocCommentsAndTags(declaration).length > 0 || !symbol.valueDeclaration, `${symbol.name}: no doc`);
}

/** All of them: index.js has no default values, so that Function.length counts them all too. */
function parameters(declaration) {
  return { kind: "function", length: declaration.parameters.length };
}

function members(declaration) {
  const found = {};
  for (const member of declaration.members) {
    if (ts.isConstructorDeclaration(member)) found.constructor = parameters(member);
    else if (ts.isMethodDeclaration(member)) found[member.name.text] = parameters(member);
    else if (ts.isGetAccessorDeclaration(member)) found[member.name.text] = { kind: "get" };
    else assert.fail(`an unexpected ${ts.SyntaxKind[member.kind]}`);
    assert.ok(ts.getJSDocCommentsAndTags(member).length > 0, `${member.name?.text}: no doc`);
  }
  return found;
}

function real(value) {
  if (!/^class\b/.test(Function.prototype.toString.call(value))) return { kind: "function", length: value.length };
  assert.deepEqual(Object.getOwnPropertyNames(value).sort(), ["length", "name", "prototype"], "static members");
  const { constructor: own, ...rest } = Object.getOwnPropertyDescriptors(value.prototype);
  assert.equal(own.value, value);
  const found = { constructor: { kind: "function", length: value.length } };
  for (const [key, { get, set, value: method }] of Object.entries(rest)) {
    assert.equal(set, undefined);
    found[key] = get ? { kind: "get" } : { kind: "function", length: method.length };
  }
  return found;
}

const exported = Object.fromEntries(Object.entries(binding).map(([key, value]) => [key, real(value)]));
assert.deepEqual(declared.values, exported);

const codes = new Set(vectors.diagnoses.map((row) => row.code));
assert.deepEqual([...declared.codes].sort(), [...codes].sort());
const readme = readFileSync(path.join(folder, "README.md"), "utf8");
const errors = new Set(vectors.errors.map((row) => errorCode(row.error)));
assert.ok(errors.size > 0);
for (const code of errors) assert.ok(readme.includes(`\`${code}\``), `${code} is not in README.md`);
for (const code of readme.match(/ERR_NOTIFIZZ_\w+[A-Z]/g)) {
  assert.ok(errors.has(code) || code === "ERR_NOTIFIZZ_NATIVE_CODE", `${code} in README.md is no code`);
}

const count = Object.keys(declared.values.NotifizzClient).length;
console.log(`${Object.keys(exported)}: ${count} members, ${codes.size} diagnoses, ${errors.size} errors: all declared`);
