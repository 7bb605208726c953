//! HMAC-SHA256 and SHA-256 over one message, or one that comes in pieces.

use hmac::{
    KeyInit,
    block_api::HmacCore,
    digest::{
        CtOutput, Output,
        block_api::{Buffer, FixedOutputCore, UpdateCore},
    },
};
use sha2::{Digest, Sha256};
use zeroize::zeroize_stack;

/// A raw 32-byte MAC or hash. It is as public as the token it becomes; to compare it, wrap it in
/// `CtOutput`.
pub(crate) type Tag = Output<Sha256>;

/// A key with its HMAC key schedule already run: 80 bytes, wiped on drop by `hmac` and `sha2`.
pub(crate) struct Key(HmacCore<Sha256>);

/// What `hmac` and `sha2` use of the stack, and more. They leave the blocks there that they hash,
/// and some of them are made of a key.
const STACK: usize = 1024;

impl Key {
    /// `None` for the empty key. RFC 2104 would take it, and any other length.
    #[inline(never)]
    pub(crate) fn new(key: &[u8]) -> Option<Self> {
        if key.is_empty() {
            return None;
        }
        let made = Self::scheduled(key);
        zeroize_stack::<STACK>();
        made
    }

    #[inline(never)]
    fn scheduled(key: &[u8]) -> Option<Self> {
        HmacCore::new_from_slice(key).map(Self).ok()
    }

    /// What `Hmac` does, on its own parts: it would keep and wipe a buffer with every key.
    #[inline(never)]
    pub(crate) fn hmac(&self, message: &[u8]) -> Tag {
        let mut core = self.0.clone();
        let mut buffer = Buffer::<HmacCore<Sha256>>::default();
        buffer.digest_blocks(message, |blocks| core.update_blocks(blocks));
        let mut tag = Tag::default();
        core.finalize_fixed_core(&mut buffer, &mut tag);
        tag
    }

    /// The same for a message in pieces, through `dyn` and so a little slower.
    #[inline(never)]
    pub(crate) fn hmac_of(&self, message: &dyn Message) -> Tag {
        let mut running = Running {
            core: self.0.clone(),
            buffer: Buffer::<HmacCore<Sha256>>::default(),
        };
        message.feed(&mut running);
        let mut tag = Tag::default();
        running
            .core
            .finalize_fixed_core(&mut running.buffer, &mut tag);
        tag
    }
}

/// The hash of a message that a key is part of.
#[inline(never)]
pub(crate) fn sha256(message: &dyn Message) -> Tag {
    let tag = hashed(message);
    zeroize_stack::<STACK>();
    tag
}

#[inline(never)]
fn hashed(message: &dyn Message) -> Tag {
    let mut hash = Sha256::new();
    message.feed(&mut hash);
    hash.finalize()
}

/// What is hashed, as it hands itself over in pieces. Behind `dyn`, so that the hashing is
/// compiled once for all of them.
pub(crate) trait Message {
    fn feed(&self, sink: &mut dyn Sink);
}

pub(crate) trait Sink {
    fn put(&mut self, piece: &[u8]);
}

impl<const N: usize> Message for [&[u8]; N] {
    fn feed(&self, sink: &mut dyn Sink) {
        for piece in self {
            sink.put(piece);
        }
    }
}

struct Running {
    core: HmacCore<Sha256>,
    buffer: Buffer<HmacCore<Sha256>>,
}

impl Sink for Running {
    fn put(&mut self, piece: &[u8]) {
        let core = &mut self.core;
        self.buffer
            .digest_blocks(piece, |blocks| core.update_blocks(blocks));
    }
}

impl Sink for Sha256 {
    fn put(&mut self, piece: &[u8]) {
        self.update(piece);
    }
}

/// Whether two tags are the same, in constant time.
pub(crate) fn equal(expected: Tag, received: Tag) -> bool {
    CtOutput::<Sha256>::new(expected) == CtOutput::new(received)
}
