/// How a hashed token is computed. Always chosen, never guessed.
public enum TokenScheme: String, CaseIterable, Codable, Sendable {
    /// The default, and what Notifizz documents: HMAC-SHA256 (RFC 2104) with the auth secret key
    /// over the user ID.
    case hmacSha256 = "hmac-sha256"

    /// What Notifizz's published PHP and Java SDKs compute: SHA-256 of the user ID followed by the
    /// key. Weaker, because a plain hash is no MAC.
    case sha256Concat = "sha256-concat"
}
