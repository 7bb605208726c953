import Foundation
import NotifizzToken
import Testing

private let table = readVectors("hostile.json")

private let hostileRows = rows(
    "hostile", table["rows"].list.filter { $0["languages"].list.contains { $0.text == "swift" } })

extension AllTests {
    /// Each row of hostile.json that names Swift is a case of a test.
    @MainActor @Suite struct HostileTests {
        static var ran = 0

        @Test(arguments: hostileRows) func hostile(row: Row) throws {
            Self.ran += 1
            let values = row["arguments"].map
            if row.isIllFormed(values.values) { return }
            let texts = values.compactMapValues(\.text)
            let call = try self.call(row, texts, values["payload"]?.bytes)
            let growth = try peakGrowth { try check(row, texts, call) }
            if let limit = row["growth_bytes"].number, let growth {
                #expect(growth < limit)
            }
        }

        @Test func everyRowRan() {
            #expect(Self.ran == table["counts"]["swift"].number)
            #expect(hostileRows.contains { $0["growth_bytes"].number != nil })
        }

        #if os(Linux)
            @Test func growthIsMeasured() throws {
                var bytes: [UInt8] = []
                #expect(try peakGrowth { bytes = Array(repeating: 1, count: 64 << 20) }! > 32 << 20)
                #expect(bytes.count == 64 << 20)
            }
        #endif

        private func call(_ row: Row, _ texts: [String: String], _ bytes: Data?) throws -> () throws -> Any {
            func text(_ name: String) -> String { texts[name]! }
            let scheme = try row.scheme
            if row["call"].text == "new" {
                return {
                    try NotifizzClient(
                        authSecretKey: text("auth_secret_key"), tokenScheme: scheme,
                        webhookSigningSecret: texts["webhook_signing_secret"])
                }
            }
            let client = try NotifizzClient(
                authSecretKey: table["auth_secret_key"].text!, tokenScheme: scheme,
                webhookSigningSecret: table["webhook_signing_secret"].text)
            switch row["call"].text {
            case "generate_hashed_token": return { try client.generateHashedToken(userId: text("user_id")) }
            case "verify_hashed_token":
                return { client.verifyHashedToken(userId: text("user_id"), token: text("token")) }
            case "generate_subscribe_token":
                return {
                    try client.generateSubscribeToken(subscriberId: text("subscriber_id"), resourceId: text("resource_id"))
                }
            case "verify_subscribe_token":
                return {
                    client.verifySubscribeToken(
                        subscriberId: text("subscriber_id"), resourceId: text("resource_id"), token: text("token"))
                }
            case "sign_dispatch_payload":
                if let bytes { return { try client.signDispatchPayloadBytes(payload: bytes) } }
                return { try client.signDispatchPayload(payload: text("payload")) }
            case "verify_dispatch_signature":
                let signature = text("signature")
                if let bytes {
                    return { try client.verifyDispatchSignatureBytes(payload: bytes, signature: signature) }
                }
                return { try client.verifyDispatchSignature(payload: text("payload"), signature: signature) }
            case "widget_options":
                return {
                    try client.widgetOptions(
                        userId: text("user_id"), userEmail: text("user_email"), apiKey: texts["api_key"]
                    ).token
                }
            default: return { "an unknown call" }
            }
        }

        private func check(_ row: Row, _ texts: [String: String], _ call: () throws -> Any) throws {
            let answer = row["answer"]
            if let verified = answer["is"].bool {
                #expect(try call() as? Bool == verified)
            } else if let token = answer["token"].text {
                #expect(try call() as? String == token)
            } else if answer["ok"].bool == true {
                #expect(try call() is NotifizzClient)
            } else {
                let reason = expectError(answer["error"].text, call)
                #expect(!texts.values.contains { $0.utf8.count > 8 && reason.contains($0) })
            }
        }
    }
}

/// By how many bytes the call raises the peak memory of this process; nil where there is no /proc.
private func peakGrowth(_ call: () throws -> Void) throws -> Int? {
    #if os(Linux)
        func peak() throws -> Int {
            let line = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                .split(separator: "\n").first { $0.hasPrefix("VmHWM:") }!
            return Int(line.filter(\.isNumber))! << 10
        }
        // Resets the peak to the memory that is in use. It cannot be written in place of another file.
        let reset = try FileHandle(forWritingTo: URL(fileURLWithPath: "/proc/self/clear_refs"))
        try reset.write(contentsOf: Data("5".utf8))
        let before = try peak()
        try call()
        return try peak() - before
    #else
        try call()
        return nil
    #endif
}
