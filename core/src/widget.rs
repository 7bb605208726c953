//! Holds what the widget in the browser needs to authenticate a user.

use crate::Token;

/// What the browser's widget needs to authenticate a user with a backend token.
///
/// A binding hands these to the page under the widget's own, camelCase names: `authType`,
/// `token`, `userId`, `userEmail`, and `apiKey` (the Front API Key, which is public and plays no
/// part in the token) where the page does not already have it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct WidgetOptions<'a> {
    /// The hashed token of `user_id`.
    pub token: Token,
    /// The user ID that was signed, unchanged.
    pub user_id: &'a str,
    /// The user's e-mail address, which is not empty and not part of the token.
    pub user_email: &'a str,
}

impl WidgetOptions<'_> {
    /// `authType`: always `"backendToken"`.
    pub const AUTH_TYPE: &'static str = "backendToken";
}
