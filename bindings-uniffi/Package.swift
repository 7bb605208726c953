// swift-tools-version: 6.0
import Foundation
import PackageDescription

let folder = Context.packageDirectory

let package = Package(
    name: "notifizz-token",
    products: [.library(name: "NotifizzToken", targets: ["NotifizzToken"])],
    targets: [
        .systemLibrary(name: "NotifizzTokenFFI"),
        .target(
            name: "NotifizzToken",
            dependencies: ["NotifizzTokenFFI"],
            // The archive of a release has the native library in lib/.
            linkerSettings: [.unsafeFlags(["-L\(folder)/lib"]), .linkedLibrary("notifizz_token_uniffi")]
        ),
    ]
)

// The archive of a release has no tests.
if FileManager.default.fileExists(atPath: "\(folder)/Tests") {
    package.targets.append(.testTarget(name: "NotifizzTokenTests", dependencies: ["NotifizzToken"]))
}
