//! Computes HMAC-SHA256 (RFC 2104) and SHA-256 (FIPS 180-4) with the crates `hmac` and `sha2`, over
//! a message in one piece or in chunks.

use hmac::{
    KeyInit,
    block_api::HmacCore,
    digest::{
        CtOutput, Output,
        block_api::{Buffer, EagerHash, FixedOutputCore},
        typenum::U32,
    },
};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::wipe::{HASHING, wiped};

/// A raw 32-byte MAC or hash. It is as public as the token it becomes; to compare it, use
/// [`equal`].
pub(crate) type Tag = Output<Sha256>;

/// Text or bytes that are fed to the hash in chunks.
pub(crate) trait Chunks {
    /// Calls `sink` with each chunk, in order.
    fn feed(&self, sink: impl FnMut(&[u8]));
}

impl Chunks for [u8] {
    fn feed(&self, mut sink: impl FnMut(&[u8])) {
        sink(self);
    }
}

impl<const N: usize> Chunks for [&[u8]; N] {
    fn feed(&self, sink: impl FnMut(&[u8])) {
        self.iter().copied().for_each(sink);
    }
}

/// A key with its HMAC key schedule already run: 80 bytes, wiped on drop by `hmac` and `sha2`.
pub(crate) struct Key(HmacCore<Sha256>);

impl Key {
    /// `None` for the empty key, which is always a mistake. RFC 2104 takes a key of any length.
    pub(crate) fn new(key: &[u8]) -> Option<Self> {
        if key.is_empty() {
            return None;
        }
        wiped::<HASHING, _>(|| HmacCore::new_from_slice(key).map(Self).ok())
    }

    /// As [`new`](Self::new), for a key in chunks. RFC 2104, section 2: a key longer than a block is
    /// hashed first. `hmac` does that for a key in one piece, and this is the one place that does it
    /// for chunks.
    pub(crate) fn from_chunks(key: &impl Chunks) -> Option<Self> {
        let mut block = Zeroizing::new([0; 64]);
        let mut length = 0_usize;
        key.feed(|chunk| {
            for (to, from) in block.iter_mut().skip(length).zip(chunk) {
                *to = *from;
            }
            length = length.saturating_add(chunk.len());
        });
        match block.get(..length) {
            Some(key) => Self::new(key),
            None => Self::new(&sha256(key)),
        }
    }

    /// The MAC of a message. Unless the message is a secret, nothing of it needs the stack to be
    /// wiped: the copy of the key state wipes itself, and the blocks that are hashed hold no key.
    #[inline(never)]
    pub(crate) fn hmac(&self, message: &(impl Chunks + ?Sized)) -> Tag {
        digest(&mut self.0.clone(), message)
    }
}

/// The SHA-256 of a message that contains a key.
pub(crate) fn sha256(message: &(impl Chunks + ?Sized)) -> Tag {
    wiped::<HASHING, _>(|| digest(&mut <Sha256 as EagerHash>::Core::default(), message))
}

/// The MAC or hash of a message, from a core that has not seen any of it.
///
/// `Hmac` and `Sha256` would do the same with a buffer inside, which costs more to move than a
/// short message costs to hash. The core is borrowed, because a move would leave a copy of it.
#[inline]
fn digest<C>(core: &mut C, message: &(impl Chunks + ?Sized)) -> Tag
where
    C: FixedOutputCore<OutputSize = U32>,
{
    let mut buffer = Buffer::<C>::default();
    message.feed(|chunk| buffer.digest_blocks(chunk, |blocks| core.update_blocks(blocks)));
    let mut tag = Tag::default();
    core.finalize_fixed_core(&mut buffer, &mut tag);
    tag
}

/// Whether two tags are the same, in constant time.
pub(crate) fn equal(expected: Tag, received: Tag) -> bool {
    CtOutput::<Sha256>::new(expected) == CtOutput::new(received)
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::{Key, Tag};

    /// RFC 4231, test cases 2, 6 and 7: a key of 4 bytes, and two of 131, longer than a block.
    const CASES: [(&[u8], &[u8], [u8; 32]); 3] = [
        (
            b"Jefe",
            b"what do ya want for nothing?",
            hex!("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            hex!("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        ),
        (
            &[0xaa; 131],
            b"This is a test using a larger than block-size key and a larger than block-size data. \
              The key needs to be hashed before being used by the HMAC algorithm.",
            hex!("9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        ),
    ];

    #[test]
    fn keys_and_messages_in_one_piece_and_in_chunks() {
        for (key, message, tag) in CASES {
            let (key_start, key_end) = key.split_at(key.len() / 2);
            let (start, end) = message.split_at(message.len() / 3);
            let keys = [
                Key::new(key),
                Key::from_chunks(&[key]),
                Key::from_chunks(&[key_start, &[], key_end]),
            ];
            for key in keys.into_iter().flatten() {
                assert_eq!(key.hmac(message), Tag::from(tag));
                assert_eq!(key.hmac(&[start, end]), Tag::from(tag));
            }
        }
    }

    #[test]
    fn keys_around_the_size_of_a_block() {
        for length in [1, 63, 64, 65, 128] {
            let key = [0x55; 128];
            let (key, _) = key.split_at(length);
            let tags = [Key::new(key), Key::from_chunks(&[key])]
                .map(|key| key.map(|key| key.hmac(b"x".as_slice())));
            assert!(tags[0].is_some() && tags[0] == tags[1], "{length}");
        }
        let nothing: [&[u8]; 2] = [&[], &[]];
        assert!(Key::new(&[]).is_none() && Key::from_chunks(&nothing).is_none());
    }
}
