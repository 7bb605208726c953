// What a value is, found out without running any of its code: in every realm, on every host, and for a
// Proxy, which is none of these.

/**
 * Whether the getter or method of a prototype accepts the value, which only values of its kind pass. For all
 * others it throws inside, which takes microseconds: nothing that is called for each token may do so.
 */
function accepts(prototype, name) {
  const { get, value: method } = Object.getOwnPropertyDescriptor(prototype, name);
  return (value) => {
    try {
      (get ?? method).call(value);
      return typeof value === "object";
    } catch {
      return false;
    }
  };
}

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
const { get: typedArrayName } = Object.getOwnPropertyDescriptor(TypedArray, Symbol.toStringTag);

module.exports = {
  isArrayBuffer: accepts(ArrayBuffer.prototype, "byteLength"),
  isDataView: (value) => ArrayBuffer.isView(value) && typedArrayName.call(value) === undefined,
  isStringObject: accepts(String.prototype, "valueOf"),
  isUint8Array: (value) => typedArrayName.call(value) === "Uint8Array",

  isArray(value) {
    try {
      return Array.isArray(value);
    } catch {
      return false; // a revoked Proxy
    }
  },
};
