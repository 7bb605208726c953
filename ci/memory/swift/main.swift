// Has secrets, wipes its own copies of them, and waits at each step for a search of its memory.
import Foundation
import NotifizzToken

/// A String of its own bytes, which nothing else refers to.
func unmask(_ masked: String) -> String {
    String(unsafeUninitializedCapacity: masked.utf8.count) { bytes in
        for (index, byte) in masked.utf8.enumerated() { bytes[index] = byte ^ 1 }
        return masked.utf8.count
    }
}

/// Overwrites the bytes of a String, which Swift takes for constant.
func wipe(_ secret: inout String) {
    secret.withUTF8 { bytes in
        _ = memset(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), 0, bytes.count)
    }
}

func step(_ name: String) {
    FileHandle.standardOutput.write(Data("\(name)\n".utf8))
    _ = readLine()
}

func expectError(_ call: () throws -> Void) {
    guard (try? call()) == nil else { fatalError("it was accepted") }
}

func use(_ scheme: TokenScheme) throws -> NotifizzClient {
    let masked = CommandLine.arguments.dropFirst()
    var secrets = masked.map(unmask) + [unmask(masked.last! + "\u{8}")]
    let client = try NotifizzClient(
        authSecretKey: secrets[0], tokenScheme: scheme, webhookSigningSecrets: [secrets[2]],
        previousAuthSecretKeys: [secrets[1]])
    let token = try client.generateHashedToken(userId: "user_42")
    _ = client.verifyHashedToken(userId: "user_42", token: token)
    _ = try client.generateSubscribeToken(subscriberId: "user_42", resourceId: "project_7")
    _ = try client.verifyDispatchSignature(payload: "{}", signature: client.signDispatchPayload(payload: "{}"))
    _ = try client.widgetOptions(userId: "user_42", userEmail: "alice@example.com", apiKey: "FRONT_KEY")
    _ = try diagnose(token: token, userId: "user_43", authSecretKey: secrets[0], sdkSecretKey: secrets[1])
    _ = try diagnoseDispatch(payload: "{}", signature: token, webhookSigningSecret: secrets[2])
    // Secrets in the place of something else, which are causes.
    _ = try diagnose(token: secrets[1], userId: secrets[2], authSecretKey: secrets[0], userEmail: secrets[1])
    _ = try diagnoseDispatch(payload: secrets[0], signature: secrets[1], webhookSigningSecret: secrets[2])
    expectError {
        _ = try NotifizzClient(authSecretKey: secrets[0], webhookSigningSecrets: [secrets[2], secrets[3]])
    }
    expectError {
        _ = try client.widgetOptions(userId: "user_42", userEmail: "alice@example.com", apiKey: secrets[0])
    }
    expectError { _ = try client.receiveDispatch(body: Data(#"{"payload": "{}", "signature": ""}"#.utf8)) }
    for index in secrets.indices { wipe(&secrets[index]) }
    return client
}

step("before")
var clients = [try use(.hmacSha256), try use(.sha256Concat)]
step("living")
clients.removeAll()
step("gone")
let kept = Data(unmask(CommandLine.arguments[1]).utf8).base64EncodedString()
step("kept: base64")
precondition(!kept.isEmpty)
