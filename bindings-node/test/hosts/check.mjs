// Checks the vectors on a host that has nothing of Node.js. Returns how many rows it has checked.
import { backend, diagnose, isTokenScheme, NotifizzClient } from "notifizz-token";
import { CALLS, text } from "./calls.js";

const SCHEMES = ["hmac-sha256", "sha256-concat"];

function expect(actual, expected, row) {
  if (actual !== expected) throw new Error(`${actual} instead of ${expected}: ${JSON.stringify(row)}`);
}

const client = (key, tokenScheme, webhookSigningSecret) =>
  new NotifizzClient(text(key), null, {
    tokenScheme: text(tokenScheme),
    webhookSigningSecret: text(webhookSigningSecret),
  });

const SECTIONS = {
  hashed_tokens(row) {
    for (const scheme of SCHEMES) {
      const signer = client(row.auth_secret_key, scheme);
      expect(signer.generateHashedToken(row.user_id), row.tokens[scheme], row);
      for (const other of SCHEMES) {
        expect(signer.verifyHashedToken(row.user_id, row.tokens[other]), other === scheme, row);
      }
    }
  },
  subscribe_tokens(row) {
    const signer = client(row.auth_secret_key);
    expect(signer.generateSubscribeToken(row.subscriber_id, row.resource_id), row.token, row);
    expect(signer.verifySubscribeToken(row.subscriber_id, row.resource_id, row.token), true, row);
  },
  dispatch_signatures(row) {
    const signer = client("YOUR_AUTH_SECRET_KEY", undefined, row.webhook_signing_secret);
    expect(signer.signDispatchPayload(row.payload), row.signature, row);
    expect(signer.verifyDispatchSignature(new TextEncoder().encode(row.payload), row.signature), true, row);
  },
  key_fingerprints: (row) => expect(client(row.auth_secret_key).keyFingerprint, row.fingerprint, row),
  rejected_tokens(row) {
    const signer = client(row.auth_secret_key, row.token_scheme);
    expect(signer.verifyHashedToken(text(row.user_id), text(row.token)), false, row);
  },
  errors(row) {
    let code = "none";
    try {
      CALLS[row.call](client(row.auth_secret_key, row.token_scheme, row.webhook_signing_secret), row);
    } catch (error) {
      ({ code } = error);
    }
    expect(code, `ERR_NOTIFIZZ_${row.error.toUpperCase()}`, row);
  },
  diagnoses(row) {
    const diagnosis = diagnose({
      token: row.token,
      userId: row.user_id,
      authSecretKey: row.auth_secret_key,
      tokenScheme: row.token_scheme,
      sdkSecretKey: row.sdk_secret_key,
      userEmail: row.user_email,
    });
    expect(diagnosis.code, row.code, row);
    expect(diagnosis.scheme ?? null, row.scheme, row);
  },
};

export function check(vectors, expectedBackend) {
  expect(backend, expectedBackend, "the backend");
  expect(SCHEMES.every(isTokenScheme), true, "isTokenScheme");
  let count = 0;
  for (const [section, checkRow] of Object.entries(SECTIONS)) {
    for (const row of vectors[section]) checkRow(row);
    expect(vectors[section].length, vectors.counts[section], section);
    count += vectors.counts[section];
  }
  return count;
}
