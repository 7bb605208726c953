// What a test of a user's own expects of the package, where each test file has its own Error and Object.
const errors = require("./errors.js");

module.exports = ({ NotifizzClient, diagnose }, { test, expect }) => {
  const client = new NotifizzClient("TESTKEY");

  for (const { title, isTypeError, call } of errors({ NotifizzClient, diagnose })) {
    const type = isTypeError ? TypeError : Error;
    test(`an error of this realm: ${title}`, () => {
      expect(call).toThrow(Error);
      expect(call).toThrow(type);
      try {
        call();
      } catch (error) {
        expect(Object.getPrototypeOf(error)).toBe(type.prototype);
        expect(error.code).toMatch(/^ERR_/);
      }
    });
  }

  test("objects of this realm", () => {
    const token = client.generateHashedToken("user_42");
    const user = { userId: "user_42", userEmail: "alice@example.com" };
    expect(client.widgetOptions(user)).toStrictEqual({ authType: "backendToken", token, ...user });
    const diagnosis = diagnose({ token, userId: "user_42", authSecretKey: "TESTKEY" });
    expect(Object.getPrototypeOf(diagnosis)).toBe(Object.prototype);
    expect(diagnosis).toStrictEqual({
      code: "correct",
      scheme: "hmac-sha256",
      message: expect.any(String),
    });
  });

  test("objects and bytes of this realm are taken", () => {
    const { tokenScheme } = new NotifizzClient("TESTKEY", null, { tokenScheme: "sha256-concat" });
    expect(tokenScheme).toBe("sha256-concat");
    const webhook = new NotifizzClient("TESTKEY", null, "whsec");
    const bytes = new TextEncoder().encode("{}");
    const signature = webhook.signDispatchPayload("{}");
    for (const payload of [
      bytes,
      bytes.buffer,
      new DataView(bytes.buffer),
      Buffer.from(bytes),
      new Uint8Array(bytes),
    ]) {
      expect(webhook.verifyDispatchSignature(payload, signature)).toBe(true);
    }
    expect(webhook.verifyHashedToken({ id: 42 }, signature)).toBe(false);
    expect(webhook.verifyHashedToken(["user_42"], signature)).toBe(false);
    expect(() => webhook.verifyHashedToken(new Date(), signature)).toThrow(TypeError);
  });
};
