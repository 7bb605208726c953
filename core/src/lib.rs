//! Generates and verifies Notifizz tokens, and finds out why a token is rejected.
//!
#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;

mod diagnose;
#[cfg(feature = "json")]
mod dispatch;
mod error;
mod mac;
mod rotation;
mod scheme;
mod secret;
mod signer;
mod token;
mod webhook;
mod widget;
mod wipe;

pub use diagnose::{
    Cause, Diagnosis, DispatchCause, DispatchEvidence, Evidence, diagnose, diagnose_dispatch,
    diagnose_with_spellings,
};
pub use error::Error;
pub use rotation::Rotation;
pub use scheme::TokenScheme;
pub use secret::check_auth_secret_key;
pub use signer::Signer;
pub use token::{KeyFingerprint, Token};
pub use webhook::{WebhookSigner, check_dispatch_timestamp};
pub use widget::WidgetOptions;
pub use wipe::{overwrite_registers, wiped, with_wiped_stack};

/// The version of this crate, and of every package built on it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
