// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "program",
    dependencies: [.package(path: "../notifizz-token")],
    targets: [
        .executableTarget(
            name: "program",
            dependencies: [.product(name: "NotifizzToken", package: "notifizz-token")],
            path: ".",
            sources: ["main.swift"])
    ]
)
