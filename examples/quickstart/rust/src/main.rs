//! Prints the hashed token of a user ID: `cargo run -p notifizz-token-quickstart -- user_42`.

use core::error::Error;
use std::env;

use notifizz_token::{Signer, TokenScheme};

fn main() -> Result<(), Box<dyn Error>> {
    let user_id = env::args()
        .nth(1)
        .ok_or("usage: quickstart USER_ID [SCHEME]")?;
    let scheme = match env::args().nth(2) {
        Some(name) => name.parse()?,
        None => TokenScheme::default(),
    };
    // From the environment or a secret store, never from an argument: those show in `ps`.
    let auth_secret_key = env::var("NOTIFIZZ_AUTH_SECRET_KEY")?;

    let signer = Signer::new(auth_secret_key, scheme)?;
    println!("{}", signer.generate_hashed_token(&user_id)?);
    Ok(())
}
