//! `Debug` shows no secret and no token.

use notifizz_token::{
    DispatchEvidence, Error, Evidence, Rotation, Signer, TokenScheme, WebhookSigner,
};

#[test]
fn debug_shows_what_is_public() -> Result<(), Error> {
    let signer = Signer::new("key", TokenScheme::HmacSha256)?;
    let signer = signer.with_webhook_signing_secret("secret")?;
    let fingerprint = signer.key_fingerprint();
    assert_eq!(
        format!("{signer:?}"),
        format!("Signer {{ token_scheme: HmacSha256, key_fingerprint: {fingerprint:?}, .. }}")
    );
    assert_eq!(
        format!("{fingerprint:?}"),
        format!("KeyFingerprint(\"{fingerprint}\")")
    );
    let token = signer.generate_hashed_token("user_42")?;
    assert_eq!(format!("{token:?}"), "Token { .. }");
    let evidence = Evidence::new(token.as_str(), "user_42", "key");
    assert_eq!(
        format!("{evidence:?}"),
        "Evidence { token_scheme: HmacSha256, .. }"
    );
    let webhook_signer = WebhookSigner::new("secret")?;
    assert_eq!(format!("{webhook_signer:?}"), "WebhookSigner { .. }");
    let rotation = Rotation::new(webhook_signer, [WebhookSigner::new("previous")?]);
    assert_eq!(
        format!("{rotation:?}"),
        "Rotation { current: WebhookSigner { .. }, previous: [WebhookSigner { .. }] }"
    );
    let evidence = DispatchEvidence {
        payload: "payload",
        signature: "signature",
        webhook_signing_secret: "secret",
    };
    assert_eq!(format!("{evidence:?}"), "DispatchEvidence { .. }");
    Ok(())
}
