// Compares index.d.ts, which is written by hand, with what the package really exports: names, methods,
// accessors, the number of parameters, and the codes. README.md must list the codes too.
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const ts = require("typescript-5");
const { binding, packageFolder, read, vectors, errorCode } = require("../common.js");

const dispatches = read("dispatches.json");
const failures = [...vectors.errors, ...dispatches.bodies.filter((row) => row.error)];
const errorCodes = new Set(failures.map((row) => errorCode(row.error)));

const file = path.join(packageFolder, "index.d.ts");
const program = ts.createProgram([file], { strict: true });
const checker = program.getTypeChecker();
const declarations = new Map();
for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))) {
  declarations.set(symbol.name, symbol);
}

/** index.js has no default values, so that Function.length counts all parameters too. */
const parameters = ({ parameters: { length } }) => ({ kind: "function", length });

function membersOf(declaration) {
  const members = {};
  for (const member of declaration.members) {
    if (ts.isConstructorDeclaration(member)) members.constructor = parameters(member);
    else if (ts.isMethodDeclaration(member)) {
      // The other members' names are identifiers.
      if (!ts.isComputedPropertyName(member.name)) members[member.name.text] = parameters(member);
    } else if (ts.isGetAccessorDeclaration(member)) members[member.name.text] = { kind: "get" };
    else assert.fail(`an unexpected ${ts.SyntaxKind[member.kind]}`);
  }
  return members;
}

function declared({ name, declarations: [declaration] }) {
  if (ts.isClassDeclaration(declaration)) return membersOf(declaration);
  if (ts.isFunctionDeclaration(declaration)) return parameters(declaration);
  if (ts.isVariableDeclaration(declaration)) return { kind: "string" };
  assert.ok(ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration), name);
  return undefined;
}

function real(value) {
  if (typeof value === "string") return { kind: "string" };
  if (!/^class\b/.test(Function.prototype.toString.call(value))) return { kind: "function", length: value.length };
  assert.deepEqual(Object.getOwnPropertyNames(value).sort(), ["length", "name", "prototype"], "static members");
  const inherited = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value.prototype));
  const { constructor: own, ...rest } = { ...inherited, ...Object.getOwnPropertyDescriptors(value.prototype) };
  assert.equal(own.value, value);
  const members = { constructor: { kind: "function", length: value.length } };
  for (const [key, { get, set, value: method }] of Object.entries(rest)) {
    assert.equal(set, undefined);
    members[key] = get ? { kind: "get" } : { kind: "function", length: method.length };
  }
  return members;
}

test("index.d.ts declares exactly what the package exports", () => {
  const all = [...declarations].map(([key, symbol]) => [key, declared(symbol)]);
  const exported = Object.fromEntries(Object.entries(binding).map(([key, value]) => [key, real(value)]));
  assert.ok(Object.keys(exported.NotifizzClient).length > 5);
  assert.deepEqual(Object.fromEntries(all.filter(([, value]) => value)), exported);
});

test("every exported value, and every member of a class, has a documentation comment", () => {
  for (const { name, valueDeclaration: declaration } of declarations.values()) {
    if (!declaration) continue;
    for (const item of [declaration, ...(declaration.members ?? [])]) {
      assert.ok(ts.getJSDocCommentsAndTags(item).length > 0, `${name}, ${item.name?.text}`);
    }
  }
});

test("DiagnosisCode has every code of the vectors, and no other", () => {
  const { types } = checker.getDeclaredTypeOfSymbol(declarations.get("DiagnosisCode"));
  const codes = new Set(vectors.diagnoses.map((row) => row.code));
  assert.deepEqual(types.map(({ value }) => value).sort(), [...codes].sort());
});

test("DispatchDiagnosisCode has every code of the vectors, and no other", () => {
  const { types } = checker.getDeclaredTypeOfSymbol(declarations.get("DispatchDiagnosisCode"));
  const codes = new Set(dispatches.diagnoses.map((row) => row.code));
  assert.deepEqual(types.map(({ value }) => value).sort(), [...codes].sort());
});

test("NotifizzErrorCode has every error code of the vectors, and no other", () => {
  const { types } = checker.getDeclaredTypeOfSymbol(declarations.get("NotifizzErrorCode"));
  assert.deepEqual(types.map(({ value }) => value).sort(), [...errorCodes].sort());
});

test("README.md lists every error code, and no other", () => {
  const readme = readFileSync(path.join(packageFolder, "README.md"), "utf8");
  assert.ok(errorCodes.size > 0);
  for (const code of errorCodes) assert.ok(readme.includes(`\`${code}\``), `${code} is not in README.md`);
  for (const code of readme.match(/ERR_NOTIFIZZ_\w+[A-Z]/g)) {
    assert.ok(
      errorCodes.has(code) || ["ERR_NOTIFIZZ_NATIVE_CODE", "ERR_NOTIFIZZ_BACKEND"].includes(code),
      `${code} in README.md is not a code`,
    );
  }
});
