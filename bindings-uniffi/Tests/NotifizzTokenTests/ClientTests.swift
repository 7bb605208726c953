import Foundation
import NotifizzToken
import Testing

private let key = "YOUR_AUTH_SECRET_KEY"
private let webhookSecret = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
private let token = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c"

extension AllTests {
    @MainActor @Suite struct ClientTests {
        /// With NOTIFIZZ_PACKAGE=installed it is the unpacked archive, which has the library in lib/.
        @Test func theRightPackageIsUnderTest() {
            let hasLibrary = FileManager.default.fileExists(
                atPath: packageFolder.appendingPathComponent("lib/libnotifizz_token_uniffi.a").path)
            #expect(hasLibrary == (ProcessInfo.processInfo.environment["NOTIFIZZ_PACKAGE"] == "installed"))
            #expect(version().split(separator: ".").count == 3)
        }

        @Test func widgetOptionsHaveTheWidgetsOwnNames() throws {
            let client = try NotifizzClient(authSecretKey: key)
            let plain = [
                "authType": "backendToken", "token": token, "userId": "user_42", "userEmail": "alice@example.com",
            ]
            for apiKey in [nil, "front"] {
                let options = try client.widgetOptions(
                    userId: "user_42", userEmail: "alice@example.com", apiKey: apiKey)
                let json = try JSONDecoder().decode([String: String].self, from: JSONEncoder().encode(options))
                #expect(json == (apiKey == nil ? plain : plain.merging(["apiKey": "front"]) { $1 }))
            }
        }

        /// Swift's == holds for two IDs that look the same. Their tokens differ all the same.
        @Test func idsAreNeverNormalised() throws {
            let client = try NotifizzClient(authSecretKey: key)
            let (composed, decomposed) = ("andr\u{e9}", "andre\u{301}")
            #expect(composed == decomposed)
            let token = try client.generateHashedToken(userId: composed)
            #expect(client.verifyHashedToken(userId: composed, token: token))
            #expect(!client.verifyHashedToken(userId: decomposed, token: token))
            let options = try client.widgetOptions(userId: decomposed, userEmail: "a@b.c")
            #expect(Array(options.userId.utf8) == Array(decomposed.utf8))
        }

        @Test func nothingShowsTheSecrets() throws {
            for scheme in TokenScheme.allCases {
                let client = try NotifizzClient(
                    authSecretKey: key, tokenScheme: scheme, webhookSigningSecret: webhookSecret)
                var outputs = [String(describing: client), String(reflecting: client), "\([client])"]
                #expect(outputs[0].contains(scheme.rawValue) && outputs[0].contains("6fda7070"))
                dump(client, to: &outputs[2])
                for child in Mirror(reflecting: client).children {
                    outputs.append("\(child)")
                    dump(child.value, to: &outputs[2])
                }
                for (bad, secret) in [(key + " ", webhookSecret), (key, "'\(webhookSecret)'")] {
                    do {
                        _ = try NotifizzClient(authSecretKey: bad, webhookSigningSecret: secret)
                        Issue.record("accepted")
                    } catch {
                        outputs += ["\(error)", error.localizedDescription, String(reflecting: error)]
                        dump(error, to: &outputs[2])
                    }
                }
                let diagnosis = try diagnose(
                    token: token, userId: "user_42", authSecretKey: key, sdkSecretKey: "sdk-secret")
                outputs.append(String(reflecting: diagnosis))
                #expect(outputs.count >= 10)
                for output in outputs {
                    #expect(!output.contains("YOUR_") && !output.contains("whsec") && !output.contains("sdk-secret"))
                }
            }
        }

        @Test func aClientIsFreed() throws {
            var client: NotifizzClient? = try NotifizzClient(authSecretKey: key)
            weak var reference: NotifizzClient?
            reference = client
            #expect(reference != nil)
            client = nil
            #expect(reference == nil)
        }

        @Test func threadsShareOneClient() throws {
            let client = try NotifizzClient(authSecretKey: key)
            let expected = try (0..<200).map { try client.generateHashedToken(userId: "user_\($0)") }
            #expect(Set(expected).count == 200)
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                for (number, token) in expected.enumerated() {
                    let id = "user_\(number)"
                    let isRight = (try? client.generateHashedToken(userId: id)) == token
                    if !isRight || !client.verifyHashedToken(userId: id, token: token)
                        || client.verifyHashedToken(userId: id + "x", token: token)
                    {
                        Issue.record("wrong in a thread: \(id)")
                    }
                }
            }
        }
    }
}
