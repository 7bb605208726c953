import Foundation
import NotifizzToken
import Testing

private let table = readVectors("rotations.json")

private func section(_ name: String) -> [Row] { rows(name, table[name].list) }

extension AllTests {
    /// Each row of rotations.json is a case of a test.
    @MainActor @Suite struct RotationsTests {
        static var ran: [String: Int] = [:]

        private func count(_ row: Row) { Self.ran[row.section, default: 0] += 1 }

        private func texts(_ row: Row, _ name: String) -> [String]? {
            row.fields.map[name].map { $0.list.map { $0.text! } }
        }

        @Test(arguments: section("keys")) func keys(row: Row) throws {
            count(row)
            let client = try NotifizzClient(
                authSecretKey: row["auth_secret_key"].text!, tokenScheme: row.scheme,
                previousAuthSecretKeys: texts(row, "previous_auth_secret_keys")!)
            #expect(client.keyFingerprint() == row["key_fingerprint"].text)
            #expect(client.previousKeyFingerprints() == texts(row, "previous_key_fingerprints"))
            let userId = row["user_id"].text!
            let (subscriber, resource) = (row["subscriber_id"].text!, row["resource_id"].text!)
            #expect(try client.generateHashedToken(userId: userId) == row["hashed_token"].text)
            let options = try client.widgetOptions(userId: userId, userEmail: "alice@example.com")
            #expect(options.token == row["hashed_token"].text)
            let subscribeToken = try client.generateSubscribeToken(subscriberId: subscriber, resourceId: resource)
            #expect(subscribeToken == row["subscribe_token"].text)
            for (token, answer) in row["hashed_tokens"].map {
                #expect(client.verifyHashedToken(userId: userId, token: token) == answer.bool)
            }
            for (token, answer) in row["subscribe_tokens"].map {
                let verified = client.verifySubscribeToken(
                    subscriberId: subscriber, resourceId: resource, token: token)
                #expect(verified == answer.bool)
            }
        }

        @Test(arguments: section("webhooks")) func webhooks(row: Row) throws {
            count(row)
            let secrets = texts(row, "webhook_signing_secrets")!
            let client = try NotifizzClient(authSecretKey: "YOUR_AUTH_SECRET_KEY", webhookSigningSecrets: secrets)
            // One beside the others comes first.
            let same = try NotifizzClient(
                authSecretKey: "YOUR_AUTH_SECRET_KEY",
                webhookSigningSecret: secrets[0],
                webhookSigningSecrets: Array(secrets.dropFirst())
            )
            let receiver = try DispatchReceiver(webhookSigningSecrets: secrets)
            let payload = row["payload"].text!
            #expect(try client.signDispatchPayload(payload: payload) == row["signature"].text)
            #expect(try same.signDispatchPayload(payload: payload) == row["signature"].text)
            let event = try JSONDecoder().decode([String: Double].self, from: Data(payload.utf8))
            let now = Date(timeIntervalSince1970: event["timestamp"]! / 1000)
            for (signature, answer) in row["signatures"].map {
                for client in [client, same] {
                    #expect(try client.verifyDispatchSignature(payload: payload, signature: signature) == answer.bool)
                }
                let body = try JSONEncoder().encode(["payload": payload, "signature": signature])
                if answer.bool! {
                    #expect(try receiver.receiveDispatch(body: body, now: now) == payload)
                } else {
                    expectError("dispatch_signature_mismatch") { try receiver.receiveDispatch(body: body, now: now) }
                }
            }
        }

        @Test(arguments: section("errors")) func errors(row: Row) throws {
            count(row)
            if row.isIllFormed(row["previous_auth_secret_keys"].list + row["webhook_signing_secrets"].list) { return }
            let new = {
                try NotifizzClient(
                    authSecretKey: row["auth_secret_key"].text!,
                    webhookSigningSecrets: texts(row, "webhook_signing_secrets"),
                    previousAuthSecretKeys: texts(row, "previous_auth_secret_keys") ?? [])
            }
            let client = row["call"].text == "new" ? nil : try new()
            expectError(row["error"].text) {
                guard let client else { return try new() }
                return try client.widgetOptions(
                    userId: row["user_id"].text!, userEmail: row["user_email"].text!, apiKey: row["api_key"].text)
            }
        }

        /// The last test, because a serialized suite runs its tests in the order of the source.
        @Test func everyRowRan() {
            #expect(Self.ran == table["counts"].map.compactMapValues(\.number))
        }
    }
}
