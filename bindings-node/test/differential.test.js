// Random text, compared with node:crypto. NOTIFIZZ_SEED repeats a run, NOTIFIZZ_CASES changes its length.
const assert = require("node:assert/strict");
const { createHash, createHmac, randomInt } = require("node:crypto");
const { binding, test } = require("./common.js");

const { NotifizzClient } = binding;
const CASES = Number(process.env.NOTIFIZZ_CASES ?? 50_000);
const seed = Number(process.env.NOTIFIZZ_SEED ?? randomInt(2 ** 32));

/** Mulberry32: small, fast, and the same everywhere. */
function generator(state) {
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}
const random = generator(seed);

const characters = (length, pick) => {
  let text = "";
  for (let i = 0; i < length; i += 1) text += String.fromCodePoint(pick());
  return text;
};
const length = () => 1 + random(80);
const ascii = () => 32 + random(95);
const between = (first, last) => first + random(last - first + 1);
/** Any scalar value: a code point that is not a surrogate. */
const scalar = () => {
  const code = random(0x110000 - 0x800);
  return code < 0xd800 ? code : code + 0x800;
};

/** Kinds of text that V8 stores in different ways, and Unicode that programs often get wrong. */
const KINDS = {
  ascii: () => characters(length(), ascii),
  latin1: () => `${characters(length(), () => random(256))}\xff`,
  two_byte: () => `用${characters(length(), () => between(0x20, 0xd7ff))}`,
  astral: () => characters(length(), () => between(0x10000, 0x10ffff)),
  combining: () => characters(length(), () => (random(2) ? ascii() : between(0x300, 0x36f))),
  nul: () => `${characters(random(20), ascii)}\0${characters(random(20), scalar)}`,
  any: () => characters(length(), scalar),
  non_characters: () => characters(length(), () => [0xfffd, 0xfffe, 0xffff, 0xfeff, 0x10ffff, 0x2028][random(6)]),
  // Around the 256 bytes that native code reads onto the stack, and the blocks of SHA-256.
  near_the_buffer: () => characters(230 + random(40), random(2) ? ascii : scalar),
  long_one_byte: () => characters(16, ascii).repeat(1 + random(300)),
  long_two_byte: () => characters(16, scalar).repeat(1 + random(100)),
  // A rope of two strings, one of each width, which V8 flattens when it is read.
  rope: () => characters(20 + random(20), ascii) + characters(20 + random(20), () => 0x4e00 + random(500)),
  // A string that V8 stores as a slice of another.
  slice: () => characters(60, () => between(0xa0, 0x2fff)).slice(1 + random(9), 20 + random(40)),
  internalized: () => Object.keys({ [characters(length(), ascii)]: 0 })[0],
  decoded: () => Buffer.from(characters(length(), scalar)).toString("utf8"),
};

const hmac = (key, text) => createHmac("sha256", key).update(text, "utf8").digest("hex");

test(`${CASES} random cases, seed ${seed}`, () => {
  const kinds = Object.entries(KINDS);
  let key;
  let clients;
  for (let i = 0; i < CASES; i += 1) {
    if (i % 100 === 0) {
      // Whitespace, quotes and invisible characters at the ends are rejected in either secret, so the
      // ends are letters.
      key = `k${characters(random(200), scalar)}k`;
      clients = ["hmac-sha256", "sha256-concat"].map(
        (tokenScheme) => new NotifizzClient(key, null, key, { tokenScheme }),
      );
    }
    const [kind, make] = kinds[i % kinds.length];
    const id = make();
    const [signer, concat] = clients;
    const token = hmac(key, id);
    const digit = random(64);
    const changed = token.slice(0, digit) + (token[digit] === "0" ? "1" : "0") + token.slice(digit + 1);
    const hash = createHash("sha256")
      .update(id + key)
      .digest("hex");
    // The same bytes in a string of another shape; cut between characters, never inside one.
    const cut = [...id].slice(0, 5).join("").length;
    const rest = id.slice(cut);
    const isRight =
      signer.generateHashedToken(id) === token &&
      signer.verifyHashedToken(id, token) &&
      !signer.verifyHashedToken(id, changed) &&
      concat.generateHashedToken(id) === hash &&
      (!rest || signer.generateSubscribeToken(id.slice(0, cut), rest) === token) &&
      signer.signDispatchPayload(id) === token;
    assert.ok(isRight, `case ${i} (${kind}), seed ${seed}: ${JSON.stringify({ key, id })}`);
  }
});
