import Foundation
import NotifizzToken
import Testing

/// All suites are in this one, so that no two tests run at the same time: some measure memory.
@MainActor @Suite(.serialized) struct AllTests {}

/// A value of the vectors.
enum JSON: Decodable, Sendable {
    case null, bool(Bool), number(Int), fraction(Double), text(String), list([JSON]), map([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([String: JSON].self) {
            self = .map(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .list(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(Double.self) {
            self = .fraction(value)
        } else if container.decodeNil() {
            self = .null
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "an unknown value")
        }
    }

    /// The value of a key; null if there is none.
    subscript(key: String) -> JSON { map[key] ?? .null }

    var map: [String: JSON] { if case .map(let value) = self { value } else { [:] } }
    var list: [JSON] { if case .list(let value) = self { value } else { [] } }
    var number: Int? { if case .number(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The text, also of an input that is spelled out in parts; nil if it is no text.
    var text: String? {
        if case .text(let value) = self { return value }
        guard let before = map["before"]?.text, let part = map["repeat"]?.text, let times = map["times"]?.number,
            let after = map["after"]?.text
        else { return nil }
        return before + String(repeating: part, count: times) + after
    }

    /// The bytes that stand in place of a payload.
    var bytes: Data? {
        switch self["special"].text {
        case "bytes": self["text"].text.map { Data($0.utf8) }
        case "raw_bytes": Data(hex: self["bytes_hex"].text!)
        default: nil
        }
    }

    /// The bytes of ill-formed text.
    var illFormed: Data? { map["utf16_hex"] == nil ? nil : Data(hex: self["bytes_hex"].text!) }
}

extension Data {
    init(hex: String) {
        let digits = Array(hex)
        self.init(stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! })
    }
}

/// A row of a section, which is a test case of its own.
struct Row: Sendable, CustomTestStringConvertible {
    let section: String
    let number: Int
    let fields: JSON

    subscript(key: String) -> JSON { fields[key] }

    var testDescription: String {
        let parts = [self["name"], self["why"], self["token_scheme"], self["call"]].compactMap(\.text)
        return "\(section) \(number): \(parts.joined(separator: ", "))"
    }

    var scheme: TokenScheme? {
        get throws { try self["token_scheme"].text.map(tokenSchemeNamed) }
    }

    func client(_ scheme: TokenScheme? = nil) throws -> NotifizzClient {
        try NotifizzClient(
            authSecretKey: self["auth_secret_key"].text!, tokenScheme: scheme ?? self.scheme,
            webhookSigningSecret: self["webhook_signing_secret"].text)
    }

    /// Whether there is ill-formed text among these values. Then the case is that no String holds it.
    func isIllFormed(_ values: some Collection<JSON>) -> Bool {
        let illFormed = values.compactMap(\.illFormed)
        for bytes in illFormed {
            #expect(String(data: bytes, encoding: .utf8) == nil)
        }
        return !illFormed.isEmpty
    }
}

let packageFolder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized

func readVectors(_ file: String) -> JSON {
    let folder = ProcessInfo.processInfo.environment["NOTIFIZZ_VECTORS"].map { URL(fileURLWithPath: $0) }
    let url = (folder ?? packageFolder.appendingPathComponent("../vectors")).appendingPathComponent(file)
    return try! JSONDecoder().decode(JSON.self, from: Data(contentsOf: url))
}

func rows(_ section: String, _ list: [JSON]) -> [Row] {
    list.enumerated().map { Row(section: section, number: $0, fields: $1) }
}

/// Fails unless the call throws this project's error with that code.
@discardableResult
func expectError(_ code: String?, _ call: () throws -> Any) -> String {
    do {
        let answer = try call()
        Issue.record("\(answer) in place of \(code ?? "an error")")
    } catch NotifizzTokenError.Refused(let actual, let reason) {
        #expect(actual == code)
        #expect(reason.count > 20)
        return reason
    } catch {
        Issue.record(error)
    }
    return ""
}
