// The backend that is WebAssembly: the functions of the C library, in an instance whose linear memory is
// the caller's memory. Has the same functions as the addon, on any host.

const TOKEN_LENGTH = 64;
const FINGERPRINT_LENGTH = 8;
/** The memory for one call: room for its results, and then the arguments. */
const RESULTS = 128;
const BLOCK = 16 * 1024;
/** No UTF-16 code unit takes more bytes in UTF-8. */
const BYTES_PER_UNIT = 3;

/** What linear memory grows by. */
const PAGE = 65536;

/** The next power of two, and no less than what any value has to be aligned to. */
const roundUp = (size) => Math.max(16, 2 ** Math.ceil(Math.log2(size)));

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An instance of the module, with views of its memory. */
class Instance {
  #module;
  #bytes;
  #buffer;
  /** Where memory begins that nothing was allocated from, and the free blocks of each size. */
  #end;
  #free = new Map();

  constructor(module) {
    this.#module = module;
    this.exports = new WebAssembly.Instance(module).exports;
    this.#end = this.exports.__heap_base.value;
  }

  /** The memory. The view of it is another one once it has grown. */
  get bytes() {
    if (!this.#bytes?.length) {
      this.#bytes = new Uint8Array(this.exports.memory.buffer);
      this.#buffer = typeof Buffer === "function" ? Buffer.from(this.#bytes.buffer) : undefined;
    }
    return this.#bytes;
  }

  /** A new block of memory. Its size is rounded up to a power of two, so that freed ones fit again. */
  allocate(size) {
    const rounded = roundUp(size);
    return this.#free.get(rounded)?.pop() ?? this.extend(rounded);
  }

  /** A block of memory that nothing was allocated from. */
  extend(size) {
    const block = this.#end;
    const missing = block + size - this.bytes.length;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / PAGE));
    this.#end += size;
    return block;
  }

  /** Wipes and frees a block. */
  free(block, size) {
    const rounded = roundUp(size);
    this.exports.notifizz_wipe(block, size);
    if (!this.#free.has(rounded)) this.#free.set(rounded, []);
    this.#free.get(rounded).push(block);
  }

  /** Writes text as UTF-8, or bytes, and returns their number, or -1 if there is no room. */
  write(value, at, end) {
    const { bytes } = this;
    const { length } = value;
    if (typeof value !== "string") {
      if (length > end - at) return -1;
      bytes.set(value, at);
      return length;
    }
    // Most IDs, and all tokens, are short ASCII text, which takes the encoder longer.
    if (length <= TOKEN_LENGTH && length <= end - at) {
      let index = 0;
      while (index < length) {
        const unit = value.charCodeAt(index);
        if (unit > 127) break;
        bytes[at + index] = unit;
        index += 1;
      }
      if (index === length) return length;
    }
    const { read, written } = encoder.encodeInto(value, bytes.subarray(at, end));
    return read === length ? written : -1;
  }

  /** ASCII text of a known length. */
  ascii(at, length) {
    const { bytes } = this;
    if (this.#buffer) return this.#buffer.toString("latin1", at, at + length);
    return decoder.decode(bytes.subarray(at, at + length));
  }

  /** A text of the library's own, which ends with a NUL. */
  text(at) {
    return decoder.decode(this.bytes.subarray(at, this.bytes.indexOf(0, at)));
  }

  /** Another instance with the same content, so that every address means the same in it. */
  fork() {
    const fork = new Instance(this.#module);
    const missing = this.bytes.length - fork.bytes.length;
    if (missing > 0) fork.exports.memory.grow(missing / PAGE);
    fork.bytes.set(this.bytes);
    fork.#end = this.#end;
    return fork;
  }
}

/** The user ID in the cases and normalisation forms that the module lacks the tables for. */
function spellings(userId) {
  // The module knows the cases of ASCII, and a secret in the place of the ID would be copied.
  if (!/[\u0080-\uffff]/.test(userId)) return Array(8).fill(userId);
  const characters = [...userId];
  const lower = (character) => character.toLowerCase();
  const upper = (character) => character.toUpperCase();
  const asIs = (character) => character;
  const cases = [
    [lower, lower],
    [upper, upper],
    [upper, lower],
    [upper, asIs],
  ];
  return [
    ...cases.map(([first, rest]) => characters.map((each, index) => (index === 0 ? first : rest)(each)).join("")),
    ...["NFC", "NFD", "NFKC", "NFKD"].map((form) => userId.normalize(form)),
  ];
}

/** The backend of a compiled module. */
module.exports = function open(module) {
  const kept = new Instance(module);
  const wasm = kept.exports;
  const block = kept.allocate(BLOCK);
  const CLIENT_SIZE = wasm.notifizz_client_size();
  const SIGNER_SIZE = wasm.notifizz_webhook_signer_size();

  const names = [];
  for (let at = wasm.notifizz_wasm_names(); kept.bytes[at] !== 0; at += names.at(-1).length + 1) {
    names.push(kept.text(at));
  }
  const authType = names.pop();

  const failures = [];
  for (let number = 1; ; number += 1) {
    const code = kept.text(wasm.notifizz_status_code(number));
    if (code === "unknown_status") break;
    failures.push([number, code, kept.text(wasm.notifizz_status_message(number))]);
  }
  const numberOf = (code) => failures.find(([, each]) => each === code)[0];
  const UNKNOWN_TOKEN_SCHEME = numberOf("unknown_token_scheme");
  const MISSING_WEBHOOK_SIGNING_SECRET = numberOf("missing_webhook_signing_secret");
  const OUT_OF_MEMORY = 0;

  /** Wipes and frees the blocks of a client. */
  function wipe(blocks) {
    for (const { at, size } of blocks.splice(0)) kept.free(at, size);
  }

  // Not every host has it; there a client that is not closed is wiped with the whole memory.
  const registry = typeof FinalizationRegistry === "function" ? new FinalizationRegistry(wipe) : undefined;

  /** The answer of `call`, which throws a RangeError if memory is missing. */
  function answer(call) {
    try {
      return call();
    } catch (error) {
      if (error instanceof RangeError) return OUT_OF_MEMORY;
      throw error;
    }
  }

  /**
   * What `use` returns, which is called with an instance that has these texts and bytes in its memory,
   * the address of the results, and the addresses and lengths of the values.
   */
  function withValues(values, use) {
    const places = [];
    let at = block + RESULTS;
    for (const value of values) {
      const length = kept.write(value, at, block + BLOCK);
      if (length < 0) return answer(() => withLargeValues(values, use));
      places.push(at, length);
      at += length;
    }
    return use(kept, block, places);
  }

  /** In an instance of their own, because memory that has grown never shrinks. */
  function withLargeValues(values, use) {
    const fork = kept.fork();
    const sizes = values.map((value) => value.length * (typeof value === "string" ? BYTES_PER_UNIT : 1));
    const size = sizes.reduce((sum, each) => sum + each, RESULTS);
    const start = fork.extend(size);
    let at = start + RESULTS;
    try {
      const places = values.flatMap((value) => {
        const place = [at, fork.write(value, at, start + size)];
        at += place[1];
        return place;
      });
      return use(fork, start, places);
    } finally {
      fork.bytes.fill(0, 0, at);
    }
  }

  /** As `withValues`, for values that are secrets, or may be taken for one. */
  function withSecretValues(values, use) {
    try {
      return withValues(values, use);
    } finally {
      kept.bytes.fill(0, block, block + BLOCK);
    }
  }

  /** A new block of memory with the text, as UTF-8. */
  function secretBlock(text) {
    const utf8 = encoder.encode(text);
    try {
      const block = { at: kept.allocate(utf8.length || 1), size: utf8.length || 1, length: utf8.length };
      kept.bytes.set(utf8, block.at);
      return block;
    } finally {
      utf8.fill(0);
    }
  }

  /** A new client or signer, which `init` initialises from a secret, or throws the number of its failure. */
  function initialise(blocks, size, secret, init, isKept = false) {
    const object = { at: kept.allocate(size), size };
    blocks.push(object);
    const text = secretBlock(secret);
    if (isKept) blocks.push(text);
    const status = init(object.at, text.at, text.length);
    if (!isKept) kept.free(text.at, text.size);
    if (status !== 0) throw status;
    return object.at;
  }

  function newClient(authSecretKeys, scheme, webhookSigningSecrets) {
    const blocks = [];
    const initClient = (client, ...text) => wasm.notifizz_host_client_init(client, scheme, ...text);
    // Only sha256-concat reads the key again.
    const keyed = (key) => initialise(blocks, CLIENT_SIZE, key, initClient, scheme !== 0);
    const signing = (secret) => initialise(blocks, SIGNER_SIZE, secret, wasm.notifizz_webhook_signer_init);
    try {
      const clients = authSecretKeys?.map(keyed);
      const signers = webhookSigningSecrets?.map(signing);
      if (signers?.length === 0) throw MISSING_WEBHOOK_SIGNING_SECRET;
      const handle = { blocks, clients, signers };
      registry?.register(handle, blocks, handle);
      return handle;
    } catch (error) {
      wipe(blocks);
      if (typeof error === "number") return error;
      throw error;
    }
  }

  /** Whether any of several clients or signers verifies: all are asked, so that the time does not tell which. */
  function verifiesAny(verify, objects, places) {
    return objects.reduce((verified, object) => verify(object, ...places) | verified, 0) === 1;
  }

  /** The token that a call has written, or the number of its failure. */
  const tokenOf = (status, instance, at) => (status === 0 ? instance.ascii(at, TOKEN_LENGTH) : status);

  return {
    name: "wasm",
    failures: () => failures,
    tokenSchemes: () => names,
    authType: () => authType,

    create(authSecretKeys, tokenScheme, webhookSigningSecrets) {
      const scheme = names.indexOf(tokenScheme);
      if (scheme < 0) return UNKNOWN_TOKEN_SCHEME;
      return answer(() => newClient(authSecretKeys, scheme, webhookSigningSecrets));
    },

    close(handle) {
      registry?.unregister(handle);
      wipe(handle.blocks);
    },

    keyFingerprints({ clients }) {
      return clients.map((client) => {
        wasm.notifizz_client_key_fingerprint(client, block);
        return kept.ascii(block, FINGERPRINT_LENGTH);
      });
    },

    generateHashedToken({ clients }, userId) {
      return withValues([userId], (instance, results, [id, idLength]) => {
        const { notifizz_client_generate_hashed_token: generate } = instance.exports;
        return tokenOf(generate(clients[0], id, idLength, results), instance, results);
      });
    },

    verifyHashedToken({ clients }, userId, token) {
      return withValues([userId, token], ({ exports }, _, places) => {
        return verifiesAny(exports.notifizz_client_verify_hashed_token, clients, places);
      });
    },

    generateSubscribeToken({ clients }, subscriberId, resourceId) {
      return withValues([subscriberId, resourceId], (instance, results, places) => {
        const { notifizz_client_generate_subscribe_token: generate } = instance.exports;
        return tokenOf(generate(clients[0], ...places, results), instance, results);
      });
    },

    verifySubscribeToken({ clients }, subscriberId, resourceId, token) {
      return withValues([subscriberId, resourceId, token], ({ exports }, _, places) => {
        return verifiesAny(exports.notifizz_client_verify_subscribe_token, clients, places);
      });
    },

    signDispatchPayload({ signers }, payload) {
      if (!signers) return MISSING_WEBHOOK_SIGNING_SECRET;
      return withValues([payload], (instance, results, places) => {
        const { notifizz_webhook_signer_sign: sign } = instance.exports;
        return tokenOf(sign(signers[0], ...places, results), instance, results);
      });
    },

    verifyDispatchSignature({ signers }, payload, signature) {
      if (!signers) return MISSING_WEBHOOK_SIGNING_SECRET;
      return withValues([payload, signature], ({ exports }, _, places) => {
        return verifiesAny(exports.notifizz_webhook_signer_verify, signers, places);
      });
    },

    checkDispatchTimestamp: (...times) => wasm.notifizz_check_dispatch_timestamp(...times) || undefined,

    widgetToken({ clients }, userId, userEmail) {
      return withValues([userId, userEmail], (instance, results, places) => {
        const { notifizz_client_widget_token: generate } = instance.exports;
        return tokenOf(generate(clients[0], ...places, results), instance, results);
      });
    },

    checkFrontApiKey({ clients }, frontApiKey) {
      return withSecretValues([frontApiKey], ({ exports }, _, places) => {
        const check = exports.notifizz_client_check_front_api_key;
        return clients.reduce((failure, client) => failure || check(client, ...places), 0) || undefined;
      });
    },

    diagnose(token, userId, authSecretKey, tokenScheme, sdkSecretKey, userEmail) {
      const scheme = names.indexOf(tokenScheme);
      if (scheme < 0) return UNKNOWN_TOKEN_SCHEME;
      const values = [token, userId, authSecretKey, sdkSecretKey ?? "", userEmail ?? ""];
      return answer(() => {
        return withSecretValues([...values, ...spellings(userId)], (instance, results, places) => {
          const [diagnosis, evidence, userIds] = [results, results + 16, results + 64];
          const words = new Uint32Array(instance.exports.memory.buffer);
          words.set([scheme, ...places.slice(0, 10)], evidence / 4);
          words.set(places.slice(10), userIds / 4);
          const status = instance.exports.notifizz_wasm_diagnose(evidence, userIds, diagnosis);
          if (status !== 0) return status;
          const [code, message, found] = words.subarray(diagnosis / 4);
          return [instance.text(code), names[found] ?? null, instance.text(message)];
        });
      });
    },

    diagnoseDispatch(...values) {
      return answer(() => {
        return withSecretValues(values, (instance, results, places) => {
          const [diagnosis, evidence] = [results, results + 16];
          new Uint32Array(instance.exports.memory.buffer).set(places, evidence / 4);
          const status = instance.exports.notifizz_diagnose_dispatch(evidence, diagnosis);
          if (status !== 0) return status;
          const [code, message] = new Uint32Array(instance.exports.memory.buffer, diagnosis, 2);
          return [instance.text(code), instance.text(message)];
        });
      });
    },
  };
};
