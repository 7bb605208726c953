// How the rows of the vectors are read and called, on Node.js and where there is nothing of it.

/** A text of the vectors; ill-formed Unicode is written as its UTF-16 code units. */
function text(value) {
  if (value === null || typeof value !== "object") return value;
  const units = value.utf16_hex.match(/.{4}/g).map((unit) => Number.parseInt(unit, 16));
  return String.fromCharCode(...units);
}

/** What the rows of rejected inputs name, for a client and a row. */
const CALLS = {
  new: () => {},
  generate_hashed_token: (client, row) => client.generateHashedToken(text(row.user_id)),
  generate_subscribe_token: (client, row) =>
    client.generateSubscribeToken(text(row.subscriber_id), text(row.resource_id)),
  sign_dispatch_payload: (client, row) => client.signDispatchPayload(text(row.payload)),
  verify_dispatch_signature: (client, row) => client.verifyDispatchSignature(text(row.payload), text(row.signature)),
  widget_options: (client, row) =>
    client.widgetOptions({
      userId: text(row.user_id),
      userEmail: text(row.user_email),
      ...("api_key" in row && { apiKey: text(row.api_key) }),
    }),
};

module.exports = { text, CALLS };
