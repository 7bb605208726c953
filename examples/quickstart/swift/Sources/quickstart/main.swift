// Prints the hashed token of a user ID; bindings-uniffi/README.md says where the package comes from:
// swift run quickstart user_42
import Foundation
import NotifizzToken

guard CommandLine.arguments.count > 1 else {
    FileHandle.standardError.write("usage: quickstart USER_ID\n".data(using: .utf8)!)
    exit(2)
}
// Take the key from the environment or a secret store, never from an argument: `ps` shows arguments.
let authSecretKey = ProcessInfo.processInfo.environment["NOTIFIZZ_AUTH_SECRET_KEY"] ?? ""
let client = try NotifizzClient(authSecretKey: authSecretKey)
print(try client.generateHashedToken(userId: CommandLine.arguments[1]))
