import Foundation
import NotifizzToken
import Testing

private let table = readVectors("dispatches.json")
private let secret = table["webhook_signing_secret"].text!
private let key = "YOUR_AUTH_SECRET_KEY"

private func section(_ name: String) -> [Row] { rows(name, table[name].list) }

extension AllTests {
    /// Each row of dispatches.json is a case of a test.
    @MainActor @Suite struct DispatchesTests {
        static var ran: [String: Int] = [:]

        private func count(_ row: Row) { Self.ran[row.section, default: 0] += 1 }

        /// The bytes of the payload, or of the code of the error. Swift's == would take texts for equal that
        /// only look the same.
        private func outcome(_ receive: () throws -> String) -> Data {
            do {
                return Data(try receive().utf8)
            } catch NotifizzTokenError.Refused(let code, let reason) {
                #expect(reason.count > 20)
                return Data(code.utf8)
            } catch {
                Issue.record(error)
                return Data()
            }
        }

        private func seconds(_ row: Row, _ name: String) -> Double {
            Double(row[name].number ?? table[name].number!) / 1000
        }

        private func receive(_ row: Row, _ receiver: DispatchReceiver, _ body: Data) -> Data {
            let now = Date(timeIntervalSince1970: seconds(row, "now_ms"))
            return outcome {
                try receiver.receiveDispatch(body: body, tolerance: seconds(row, "tolerance_ms"), now: now)
            }
        }

        @Test(arguments: section("bodies")) func bodies(row: Row) throws {
            count(row)
            let hex = row["body"]["bytes_hex"].text
            let body = hex.map { Data(hex: $0) } ?? Data(row["body"].text!.utf8)
            let expected = Data((row["error"].text ?? row["payload"].text!).utf8)
            for secrets in [[secret], ["new", secret]] {
                let receiver = try DispatchReceiver(webhookSigningSecrets: secrets)
                #expect(receive(row, receiver, body) == expected)
            }
            let client = try NotifizzClient(authSecretKey: key, webhookSigningSecret: secret)
            let now = Date(timeIntervalSince1970: seconds(row, "now_ms"))
            let tolerance = seconds(row, "tolerance_ms")
            #expect(outcome { try client.receiveDispatch(body: body, tolerance: tolerance, now: now) } == expected)
            let other = receive(row, try DispatchReceiver(webhookSigningSecrets: ["another"]), body)
            let codes = ["dispatch_signature_mismatch", "dispatch_body_malformed"]
            #expect(codes.contains(String(decoding: other, as: UTF8.self)))
        }

        @Test(arguments: section("parity")) func parity(row: Row) throws {
            count(row)
            let receiver = try DispatchReceiver(webhookSigningSecrets: [secret])
            let answer = receive(row, receiver, Data(row["body"].text!.utf8))
            #expect(answer.starts(with: Data("dispatch_".utf8)) == !row["accepted"].bool!)
        }

        /// The body with the right signature.
        private func signed(_ payload: String) throws -> Data {
            let client = try NotifizzClient(authSecretKey: key, webhookSigningSecret: secret)
            let body = ["payload": payload, "signature": try client.signDispatchPayload(payload: payload)]
            return try JSONEncoder().encode(body)
        }

        @Test(arguments: section("timestamps")) func timestamps(row: Row) throws {
            count(row)
            let number =
                switch row["timestamp_ms"] {
                case .number(let value): "\(value)"
                case .fraction(let value): "\(value)"
                // JSON has no form of NaN and the infinities; this one is the form of other programs.
                default: row["timestamp_ms"]["special"].text ?? "null"
                }
            let payload = "{\"timestamp\": \(number)}"
            let receiver = try DispatchReceiver(webhookSigningSecrets: [secret])
            let answer = receive(row, receiver, try signed(payload))
            #expect(answer == Data((row["error"].text ?? payload).utf8))
        }

        @Test(arguments: section("diagnoses")) func diagnoses(row: Row) throws {
            count(row)
            let diagnosis = try diagnoseDispatch(
                payload: row["payload"].text!, signature: row["signature"].text!,
                webhookSigningSecret: row["webhook_signing_secret"].text!)
            #expect(diagnosis.code == row["code"].text)
            #expect(diagnosis.scheme == nil)
            #expect(diagnosis.message.count > 20)
        }

        @Test func theClockIsTheDefault() throws {
            let receiver = try DispatchReceiver(webhookSigningSecrets: [secret])
            let now = Int(Date().timeIntervalSince1970 * 1000)
            for (offset, isRight) in [(0, true), (-290_000, true), (290_000, true), (-310_000, false), (310_000, false)] {
                let payload = "{\"timestamp\": \(now + offset)}"
                let body = try signed(payload)
                let answer = outcome { try receiver.receiveDispatch(body: body) }
                #expect(answer == Data((isRight ? payload : "dispatch_timestamp_out_of_tolerance").utf8))
            }
        }

        @Test func aMissingSecretIsReported() throws {
            expectError("missing_webhook_signing_secret") { try DispatchReceiver(webhookSigningSecrets: []) }
            let client = try NotifizzClient(authSecretKey: key)
            expectError("missing_webhook_signing_secret") { try client.receiveDispatch(body: Data()) }
        }

        @Test func aReceiverShowsNothingOfItsSecret() throws {
            let receiver = try DispatchReceiver(webhookSigningSecrets: [secret])
            #expect(String(reflecting: receiver) == "DispatchReceiver")
        }

        /// The last test, because a serialized suite runs its tests in the order of the source.
        @Test func everyRowRan() {
            #expect(Self.ran == table["counts"].map.compactMapValues(\.number))
        }
    }
}
