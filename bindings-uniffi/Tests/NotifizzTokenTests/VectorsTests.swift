import Foundation
import NotifizzToken
import Testing

private let table = readVectors("vectors.json")

private func section(_ name: String) -> [Row] { rows(name, table[name].list) }

extension AllTests {
    /// Each row of vectors.json is a case of a test.
    @MainActor @Suite struct VectorsTests {
        static var ran: [String: Int] = [:]

        private func count(_ row: Row) { Self.ran[row.section, default: 0] += 1 }

        @Test(arguments: section("hashed_tokens")) func hashedTokens(row: Row) throws {
            count(row)
            let userId = row["user_id"].text!
            for scheme in TokenScheme.allCases {
                let client = try row.client(scheme)
                #expect(try client.generateHashedToken(userId: userId) == row["tokens"][scheme.rawValue].text)
                for other in TokenScheme.allCases {
                    let token = row["tokens"][other.rawValue].text!
                    #expect(client.verifyHashedToken(userId: userId, token: token) == (other == scheme))
                }
            }
        }

        @Test(arguments: section("subscribe_tokens")) func subscribeTokens(row: Row) throws {
            count(row)
            let (subscriber, resource) = (row["subscriber_id"].text!, row["resource_id"].text!)
            let token = row["token"].text!
            for scheme in TokenScheme.allCases {
                let client = try row.client(scheme)
                #expect(try client.generateSubscribeToken(subscriberId: subscriber, resourceId: resource) == token)
                #expect(client.verifySubscribeToken(subscriberId: subscriber, resourceId: resource, token: token))
                #expect(!client.verifySubscribeToken(subscriberId: subscriber, resourceId: resource + "x", token: token))
            }
        }

        @Test(arguments: section("dispatch_signatures")) func dispatchSignatures(row: Row) throws {
            count(row)
            let (payload, signature) = (row["payload"].text!, row["signature"].text!)
            let bytes = Data(payload.utf8)
            let client = try NotifizzClient(
                authSecretKey: "YOUR_AUTH_SECRET_KEY", webhookSigningSecret: row["webhook_signing_secret"].text)
            #expect(try client.signDispatchPayload(payload: payload) == signature)
            #expect(try client.signDispatchPayloadBytes(payload: bytes) == signature)
            #expect(try client.verifyDispatchSignature(payload: payload, signature: signature))
            #expect(try client.verifyDispatchSignatureBytes(payload: bytes, signature: signature))
            #expect(try !client.verifyDispatchSignature(payload: payload + "x", signature: signature))
            #expect(try !client.verifyDispatchSignatureBytes(payload: bytes + [0], signature: signature))
        }

        @Test(arguments: section("key_fingerprints")) func keyFingerprints(row: Row) throws {
            count(row)
            for scheme in TokenScheme.allCases {
                let client = try row.client(scheme)
                #expect(client.keyFingerprint() == row["fingerprint"].text)
                #expect(client.tokenScheme() == scheme)
            }
        }

        @Test(arguments: section("rejected_tokens")) func rejectedTokens(row: Row) throws {
            count(row)
            if row.isIllFormed(row.fields.map.values) { return }
            let client = try row.client()
            #expect(!client.verifyHashedToken(userId: row["user_id"].text!, token: row["token"].text!))
        }

        @Test(arguments: section("errors")) func errors(row: Row) throws {
            count(row)
            if row.isIllFormed(row.fields.map.values) { return }
            let call = row["call"].text
            let client = call == "new" ? nil : try row.client()
            expectError(row["error"].text) {
                switch call {
                case "new": try row.client()
                case "generate_hashed_token": try client!.generateHashedToken(userId: row["user_id"].text!)
                case "generate_subscribe_token":
                    try client!.generateSubscribeToken(
                        subscriberId: row["subscriber_id"].text!, resourceId: row["resource_id"].text!)
                case "sign_dispatch_payload": try client!.signDispatchPayload(payload: row["payload"].text!)
                case "widget_options":
                    try client!.widgetOptions(
                        userId: row["user_id"].text!, userEmail: row["user_email"].text!, apiKey: row["api_key"].text)
                default: "an unknown call"
                }
            }
        }

        @Test(arguments: section("diagnoses")) func diagnoses(row: Row) throws {
            count(row)
            let diagnosis = try diagnose(
                token: row["token"].text!, userId: row["user_id"].text!, authSecretKey: row["auth_secret_key"].text!,
                tokenScheme: row.scheme, sdkSecretKey: row["sdk_secret_key"].text, userEmail: row["user_email"].text)
            #expect(diagnosis.code == row["code"].text)
            #expect(diagnosis.scheme?.rawValue == row["scheme"].text)
            #expect(diagnosis.message.count > 20)
        }

        /// The package takes text only, and of RFC 4231's keys and messages one pair is text.
        @Test(arguments: section("rfc4231")) func rfc4231(row: Row) throws {
            count(row)
            let pair = ["key_hex", "message_hex"].map { String(data: Data(hex: row[$0].text!), encoding: .utf8) }
            guard let key = pair[0], let message = pair[1], let client = try? NotifizzClient(authSecretKey: key) else {
                #expect(row["case"].number != 2)
                return
            }
            #expect(row["case"].number == 2)
            #expect(try client.generateHashedToken(userId: message) == row["tag"].text)
        }

        /// The last test, because a serialized suite runs its tests in the order of the source.
        @Test func everyRowRan() {
            #expect(Self.ran == table["counts"].map.compactMapValues(\.number))
        }
    }
}
