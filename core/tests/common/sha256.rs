//! The key states of HMAC, computed from SHA-256's compression function alone.

use sha2::block_api::compress256;

/// The initial hash value of SHA-256: FIPS 180-4, section 5.3.3.
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The bytes with which HMAC pads a key: RFC 2104, section 2.
pub(crate) const PADS: [u8; 2] = [0x36, 0x5c];

/// HMAC's two key states, in memory as `sha2` keeps them. Whoever has them can compute tokens.
pub(crate) fn key_states(key: &[u8]) -> [Vec<u8>; 2] {
    assert!(key.len() <= 64, "a longer key is hashed first");
    PADS.map(|pad| {
        let mut block = [pad; 64];
        block.iter_mut().zip(key).for_each(|(to, from)| *to ^= from);
        let mut state = INITIAL;
        compress256(&mut state, &[block]);
        state.iter().flat_map(|word| word.to_ne_bytes()).collect()
    })
}
