// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "quickstart",
    // The unpacked archive of a release, in a folder with this name beside the one of this program.
    dependencies: [.package(path: "../notifizz-token")],
    targets: [
        .executableTarget(
            name: "quickstart", dependencies: [.product(name: "NotifizzToken", package: "notifizz-token")])
    ]
)
