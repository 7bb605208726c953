const assert = require("node:assert/strict");
const { binding, vectors, test } = require("./common.js");

const { diagnose } = binding;
const KEY = "YOUR_AUTH_SECRET_KEY";
const known = vectors.hashed_tokens.find((row) => row.auth_secret_key === KEY && row.user_id === "user_42");
const input = { token: known.tokens["sha256-concat"], userId: "user_42", authSecretKey: KEY };

test("a diagnosis is a plain object, without a scheme where none is known", () => {
  assert.deepEqual(diagnose(input), {
    code: "other_scheme",
    scheme: "sha256-concat",
    message:
      'The token was generated under sha256-concat: set the token scheme to "sha256-concat", if the token is known to be right.',
  });
  assert.equal(diagnose({ ...input, tokenScheme: "sha256-concat" }).code, "correct");
  assert.deepEqual(Object.keys(diagnose({ ...input, userId: "user_43" })), ["code", "message"]);
});

test("undefined and null leave an optional input out", () => {
  const { code } = diagnose({ ...input, tokenScheme: undefined, sdkSecretKey: undefined, userEmail: undefined });
  assert.equal(code, "other_scheme");
  assert.equal(diagnose({ ...input, sdkSecretKey: null, userEmail: null }).code, "other_scheme");
});

test("a wrong type is a TypeError as in Node.js, and the message does not contain the value", () => {
  const wrong = [42, true, Symbol("secret-symbol"), ["secret-element"], { id: "secret" }, new String("secret")];
  for (const property of ["token", "userId", "authSecretKey", "tokenScheme", "sdkSecretKey", "userEmail"]) {
    for (const value of ["token", "userId"].includes(property) ? [...wrong, undefined, null] : wrong) {
      assert.throws(
        () => diagnose({ ...input, [property]: value }),
        ({ name, code, message }) => {
          assert.deepEqual([name, code], ["TypeError", "ERR_INVALID_ARG_TYPE"]);
          assert.ok(message.startsWith(`The "input.${property}" property must be of type string. Received `));
          assert.doesNotMatch(message, /secret|42|true/);
          return true;
        },
      );
    }
  }
  for (const value of [undefined, null, "token", 42, []]) {
    assert.throws(() => diagnose(value), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" });
  }
  assert.throws(() => diagnose({ ...input, userId: 42 }), /: pass String\(user\.id\)$/);
});

test("an unknown property is rejected, and only the input's own properties are read, each once", () => {
  assert.throws(() => diagnose({ ...input, userName: "Alice" }), {
    name: "TypeError",
    code: "ERR_INVALID_ARG_VALUE",
    message:
      'The "input" argument has an unknown property: only token, userId, authSecretKey, tokenScheme, sdkSecretKey, userEmail are known',
  });
  assert.throws(() => diagnose(Object.create(input)), { code: "ERR_INVALID_ARG_TYPE" });
  let reads = 0;
  const changing = Object.defineProperty({ ...input }, "userId", {
    get: () => {
      reads += 1;
      return reads === 1 ? "user_42" : 42;
    },
  });
  assert.equal(diagnose(changing).code, "other_scheme");
  assert.equal(reads, 1);
});

test("core's errors", () => {
  for (const [change, code] of [
    [{ userId: "" }, "EMPTY_USER_ID"],
    [{ authSecretKey: "" }, "EMPTY_AUTH_SECRET_KEY"],
    [{ authSecretKey: undefined }, "EMPTY_AUTH_SECRET_KEY"],
    [{ authSecretKey: null }, "EMPTY_AUTH_SECRET_KEY"],
    [{ tokenScheme: "md5" }, "UNKNOWN_TOKEN_SCHEME"],
    [{ token: "\ud800" }, "INVALID_TEXT"],
    [{ userId: "\udfff" }, "INVALID_TEXT"],
    [{ authSecretKey: "a\ud800" }, "INVALID_TEXT"],
    [{ sdkSecretKey: "\ud800a" }, "INVALID_TEXT"],
    [{ userEmail: "\ud800\ud800" }, "INVALID_TEXT"],
  ]) {
    assert.throws(() => diagnose({ ...input, ...change }), { name: "Error", code: `ERR_NOTIFIZZ_${code}` });
  }
});

test("any token of any length has a diagnosis, which contains no input", () => {
  const secrets = { authSecretKey: "MARKER-key", sdkSecretKey: "MARKER-sdk", userEmail: "MARKER@example.com" };
  const tokens = ["", "MARKER", "MARKER-key", "MARKER-sdk", "a".repeat(100_000), "é".repeat(100_000), "\0", "用户"];
  for (const token of tokens) {
    const diagnosis = diagnose({ ...secrets, token, userId: "MARKER-user" });
    assert.doesNotMatch(JSON.stringify(diagnosis), /MARKER/);
  }
});
