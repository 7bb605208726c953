/** Each kind of error that the package throws. */
module.exports = ({ NotifizzClient, diagnose }) => {
  const client = new NotifizzClient("TESTKEY");
  return [
    ["core's, from the constructor", () => new NotifizzClient("")],
    ["core's, from a method", () => client.generateHashedToken("")],
    ["core's, from diagnose", () => diagnose({ token: "x", userId: "", authSecretKey: "TESTKEY" })],
    ["text that is ill-formed", () => client.generateHashedToken("\ud800")],
    ["a missing key", () => new NotifizzClient(undefined)],
    ["a missing webhook secret", () => client.signDispatchPayload("{}")],
    ["a wrong type", () => client.generateHashedToken(42), true],
    ["an unknown option", () => new NotifizzClient("TESTKEY", null, { scheme: "sha256-concat" }), true],
    ["a wrong receiver", () => client.generateHashedToken.call({}, "user_42"), true],
  ].map(([title, call, isTypeError]) => ({ title, call, isTypeError }));
};
