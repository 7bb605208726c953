// The base of the public classes: an object that holds secrets, until it is closed.
const { closed, wrongThis } = require("./errors.js");

/** For `using`. Node.js has the symbol since 18.18; before, nobody can ask for it. */
const DISPOSE = Symbol.dispose ?? Symbol("Symbol.dispose");

module.exports = function create(backend, markAsUncloneable) {
  let isHolder;
  let handleOf;

  class Holder {
    // Memory that only the backend can read, so that nothing that walks over objects (inspect, JSON,
    // structuredClone, a debugger's log) can find the secret. Null once it is closed.
    #handle;
    #kind;

    static {
      isHolder = (value, kind) =>
        typeof value === "object" && value !== null && #handle in value && value.#kind === kind;
      handleOf = (holder, kind) => {
        if (!isHolder(holder, kind)) throw wrongThis(kind);
        if (holder.#handle === null) throw closed(kind);
        return holder.#handle;
      };
    }

    /** `kind` is the name of the public class. */
    constructor(handle, kind) {
      this.#handle = handle;
      this.#kind = kind;
      markAsUncloneable?.(this);
    }

    close() {
      if (typeof this !== "object" || this === null || !(#handle in this)) throw wrongThis("client or receiver");
      if (this.#handle === null) return;
      backend.close(this.#handle);
      this.#handle = null;
    }

    [DISPOSE]() {
      this.close();
    }
  }

  return { Holder, isHolder, handleOf };
};
