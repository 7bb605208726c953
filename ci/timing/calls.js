// Generates and verifies with clients whose key states are marked as undefined, under valgrind.
// Arguments: the library of mark.c and the file of keys. Each key signs in turn, with the others as previous ones.
const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const { NotifizzClient } = require("notifizz-token");

const [library, file] = process.argv.slice(2);
const keys = readFileSync(file, "ascii").split("\n");

const generate = (client) => [
  client.generateHashedToken("user_42"),
  client.generateSubscribeToken("user_42", "project_7"),
  client.signDispatchPayload("{}"),
  client.widgetOptions({ userId: "user_42", userEmail: "a@example.com" }).token,
];

const verify = (client, tokens) => [
  client.verifyHashedToken("user_42", tokens[0]),
  !client.verifyHashedToken("user_43", tokens[0]),
  client.verifySubscribeToken("user_42", "project_7", tokens[1]),
  !client.verifySubscribeToken("user_4", "project_7", tokens[1]),
  client.verifyDispatchSignature("{}", tokens[2]),
  !client.verifyDispatchSignature("[]", tokens[2]),
];

const clients = [];
for (const tokenScheme of ["hmac-sha256", "sha256-concat"]) {
  for (const first of keys.keys()) {
    const [key, ...previousAuthSecretKeys] = [...keys.slice(first), ...keys.slice(0, first)];
    const webhookSigningSecret = [key, ...previousAuthSecretKeys];
    clients.push(new NotifizzClient(key, undefined, { tokenScheme, webhookSigningSecret, previousAuthSecretKeys }));
  }
}
const expected = clients.map(generate);
process.dlopen({ exports: {} }, library);
for (const [number, client] of clients.entries()) {
  assert.deepEqual(generate(client), expected[number]);
  assert.ok(verify(client, expected[number]).every(Boolean));
  // Those of a previous key.
  assert.ok(verify(client, expected[number - (number % 5) + ((number + 2) % 5)]).every(Boolean));
}
