//! The native half of the jar: the functions that Java declares as `native`.
//!
//! The text of a call comes as a `byte[]` in UTF-8, that of a secret as a `String`, and a token goes
//! into a `byte[64]`. A function answers with a number: below zero it is that of a [`Failure`],
//! of which Java makes an exception.

#![allow(unsafe_code, reason = "the JVM passes pointers")]
#![allow(non_snake_case, reason = "the names are Java's")]

mod env;

use core::{panic::AssertUnwindSafe, ptr};
use std::{panic::catch_unwind, sync::RwLock};

use env::{Env, Failure, Result};
use jni_sys::{jbyteArray, jdouble, jint, jlong, jobject, jobjectArray, jstring};
use notifizz_token::{
    DispatchEvidence, Error, Evidence, TokenScheme, WebhookSigner, overwrite_registers,
    with_wiped_stack,
};
use zeroize::Zeroizing;

type Signer = notifizz_token::Signer<Zeroizing<String>>;

type Rotation<T> = notifizz_token::Rotation<T, Vec<T>>;

struct Keys {
    /// A receiver of webhooks has none.
    auth: Option<Rotation<Signer>>,
    webhook: Option<Rotation<WebhookSigner>>,
}

/// Empty once it is closed. The lock makes closing wait for the calls that run.
type Client = RwLock<Option<Keys>>;

/// The address of a [`Client`], which only Java's class `Keys` has.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Handle(jlong);

impl Handle {
    fn of(client: Box<Client>) -> jlong {
        Box::into_raw(client).expose_provenance() as jlong
    }

    fn client<'a>(self) -> &'a Client {
        // SAFETY: the address is that of `create`. `free` takes it back when no object has it any more,
        // and the object whose method this is exists until the method returns.
        unsafe { &*ptr::with_exposed_provenance(self.0 as usize) }
    }

    fn with<T>(self, call: impl FnOnce(&Keys) -> Result<T>) -> Result<T> {
        let keys = self.client().read().map_err(|_| Failure::CLOSED)?;
        call(keys.as_ref().ok_or(Failure::CLOSED)?)
    }

    fn with_auth<T>(self, call: impl FnOnce(&Rotation<Signer>) -> Result<T>) -> Result<T> {
        self.with(|keys| call(keys.auth.as_ref().ok_or(Error::EmptyAuthSecretKey)?))
    }

    fn with_webhook<T>(
        self,
        call: impl FnOnce(&Rotation<WebhookSigner>) -> Result<T>,
    ) -> Result<T> {
        self.with(|keys| {
            let webhook = keys.webhook.as_ref();
            call(webhook.ok_or(Error::MissingWebhookSigningSecret)?)
        })
    }

    /// # Safety
    /// The handle must not be used again.
    unsafe fn free(self) {
        // SAFETY: the address is that of `create`, and the caller gives it back once.
        drop(unsafe { Box::<Client>::from_raw(ptr::with_exposed_provenance_mut(self.0 as usize)) });
    }
}

/// The scheme at that place of Java's enumeration, whose order is that of core.
fn scheme_at(ordinal: jint) -> Result<TokenScheme> {
    let index = usize::try_from(ordinal).ok();
    let scheme = index.and_then(|index| TokenScheme::ALL.get(index));
    scheme.copied().ok_or(Error::UnknownTokenScheme.into())
}

fn ordinal(scheme: TokenScheme) -> jint {
    (0..)
        .zip(TokenScheme::ALL)
        .find(|(_, other)| *other == scheme)
        .map_or(-1, |(index, _)| index)
}

/// Panics only in a build for the tests, which show that no panic ends the process.
#[expect(clippy::panic, reason = "the tests ask for it")]
fn panic_if_asked(text: &[u8]) {
    if cfg!(feature = "test-panic") && text == b"panic!" {
        panic!("a panic that a test asked for");
    }
}

fn answer<T: From<jint>>(call: impl FnOnce() -> Result<T>) -> T {
    let result = catch_unwind(AssertUnwindSafe(call)).unwrap_or(Err(Failure::PANIC));
    result.unwrap_or_else(|Failure(number)| T::from(-number))
}

/// Exports the functions of a class under the names of the Java Native Interface.
macro_rules! natives {
    ($class:literal $(fn $name:ident($env:ident $(, $argument:ident: $type:ty)*) -> $answer:ty $body:block)+) => {$(
        #[unsafe(export_name = concat!("Java_notifizz_token_", $class, "_", stringify!($name)))]
        extern "system" fn $name($env: Env<'_>, _: jobject $(, $argument: $type)*) -> $answer {
            answer(|| $body)
        }
    )+};
}

natives! { "Keys"
    fn generateHashedToken(env, client: Handle, user_id: jbyteArray, token: jbyteArray) -> jint {
        let user_id = env.read(user_id)?;
        client.with_auth(|keys| {
            let generated = keys.current().generate_hashed_token(user_id.text()?)?;
            Ok(env.write(token, generated.as_bytes()))
        })
    }

    fn verifyHashedToken(env, client: Handle, user_id: jbyteArray, token: jbyteArray) -> jint {
        let (user_id, token) = (env.read(user_id)?, env.read(token)?);
        client.with_auth(|keys| {
            Ok(user_id.text().is_ok_and(|user_id| keys.verify_hashed_token(user_id, &token)).into())
        })
    }

    fn generateSubscribeToken(
        env, client: Handle, subscriber_id: jbyteArray, resource_id: jbyteArray, token: jbyteArray
    ) -> jint {
        let (subscriber_id, resource_id) = (env.read(subscriber_id)?, env.read(resource_id)?);
        client.with_auth(|keys| {
            let generated = keys.current().generate_subscribe_token(subscriber_id.text()?, resource_id.text()?)?;
            Ok(env.write(token, generated.as_bytes()))
        })
    }

    fn verifySubscribeToken(
        env, client: Handle, subscriber_id: jbyteArray, resource_id: jbyteArray, token: jbyteArray
    ) -> jint {
        let (subscriber_id, resource_id) = (env.read(subscriber_id)?, env.read(resource_id)?);
        let token = env.read(token)?;
        client.with_auth(|keys| Ok(match (subscriber_id.text(), resource_id.text()) {
            (Ok(subscriber_id), Ok(resource_id)) => {
                keys.verify_subscribe_token(subscriber_id, resource_id, &token).into()
            }
            _ => 0,
        }))
    }

    fn signDispatchPayload(env, client: Handle, payload: jbyteArray, signature: jbyteArray) -> jint {
        let payload = env.read(payload)?;
        client.with_webhook(|secrets| {
            Ok(env.write(signature, secrets.current().sign(payload.text()?)?.as_bytes()))
        })
    }

    fn verifyDispatchSignature(env, client: Handle, payload: jbyteArray, signature: jbyteArray) -> jint {
        let (payload, signature) = (env.read(payload)?, env.read(signature)?);
        client.with_webhook(|secrets| {
            Ok((payload.text().is_ok() && secrets.verify(&payload, &signature)).into())
        })
    }

    fn receiveDispatch(
        env, client: Handle, body: jbyteArray, now_ms: jdouble, tolerance_ms: jdouble, payload: jobjectArray
    ) -> jint {
        let body = env.read(body)?;
        client.with_webhook(|secrets| {
            Ok(env.write_new(payload, secrets.receive(&body, now_ms, tolerance_ms)?.as_bytes()))
        })
    }

    fn widgetToken(
        env, client: Handle, user_id: jbyteArray, user_email: jbyteArray, api_key: jstring, token: jbyteArray
    ) -> jint {
        let (user_id, user_email) = (env.read(user_id)?, env.read(user_email)?);
        // It is wiped, because it may be the secret by mistake.
        let api_key = env.read_optional_secret(api_key)?;
        client.with_auth(|keys| {
            if let Some(api_key) = &api_key {
                with_wiped_stack(|| keys.check_front_api_key(api_key))?;
            }
            let options = keys.current().widget_options(user_id.text()?, user_email.text()?)?;
            Ok(env.write(token, options.token.as_bytes()))
        })
    }

    fn keyFingerprints(env, client: Handle, fingerprints: jbyteArray) -> jint {
        client.with_auth(|keys| {
            let signers = core::iter::once(keys.current()).chain(keys.previous());
            let all = signers.map(|signer| signer.key_fingerprint().to_string()).collect::<String>();
            Ok(env.write(fingerprints, all.as_bytes()))
        })
    }

    fn wipe(_env, client: Handle) -> jint {
        if let Ok(mut keys) = client.client().write() {
            *keys = None;
        }
        overwrite_registers();
        Ok(0)
    }
}

natives! { "Library"
    fn create(
        env, auth_secret_keys: jobjectArray, token_scheme: jint, webhook_signing_secrets: jobjectArray
    ) -> jlong {
        // It is boxed inside the closure, so that no copy is left where the client was constructed.
        let client = with_wiped_stack(|| -> Result<_> {
            let scheme = scheme_at(token_scheme)?;
            let auth = env.read_optional_secrets(auth_secret_keys)?.map(|keys| {
                Rotation::from_auth_secret_keys(keys, scheme)
            });
            let auth = auth.transpose()?;
            let webhook = env.read_optional_secrets(webhook_signing_secrets)?.map(|secrets| {
                Rotation::from_webhook_signing_secrets(secrets)
            });
            Ok(Box::new(Client::new(Some(Keys { auth, webhook: webhook.transpose()? }))))
        });
        overwrite_registers();
        client.map(Handle::of)
    }

    fn free(_env, client: Handle) -> jint {
        // SAFETY: the cleaner calls it once, when no object is left that has the handle.
        unsafe { client.free() };
        overwrite_registers();
        Ok(0)
    }

    fn diagnose(
        env, token: jstring, user_id: jstring, auth_secret_key: jstring, token_scheme: jint, sdk_secret_key: jstring,
        user_email: jstring, texts: jobjectArray
    ) -> jint {
        // All are wiped, because one of the mistakes is to pass a secret in the place of another value.
        let (token, user_id) = (env.read_secret(token)?, env.read_secret(user_id)?);
        let auth_secret_key = env.read_secret(auth_secret_key)?;
        let sdk_secret_key = env.read_optional_secret(sdk_secret_key)?;
        let user_email = env.read_optional_secret(user_email)?;
        let diagnosis = notifizz_token::diagnose(&Evidence {
            token_scheme: scheme_at(token_scheme)?,
            sdk_secret_key: sdk_secret_key.as_deref().map(String::as_str),
            user_email: user_email.as_deref().map(String::as_str),
            ..Evidence::new(&token, &user_id, &auth_secret_key)
        })?;
        env.write_texts(texts, &[diagnosis.code(), diagnosis.message()]);
        Ok(diagnosis.scheme().map_or(TokenScheme::ALL.len() as jint, ordinal))
    }

    fn diagnoseDispatch(
        env, payload: jstring, signature: jstring, webhook_signing_secret: jstring, texts: jobjectArray
    ) -> jint {
        let (payload, signature) = (env.read_secret(payload)?, env.read_secret(signature)?);
        let cause = notifizz_token::diagnose_dispatch(&DispatchEvidence {
            payload: &payload,
            signature: &signature,
            webhook_signing_secret: &env.read_secret(webhook_signing_secret)?,
        })?;
        env.write_texts(texts, &[cause.code(), cause.message()]);
        Ok(0)
    }

    fn describe(env, number: jint, texts: jobjectArray) -> jint {
        if let Some(error) = Error::ALL.iter().find(|error| error.number() == number) {
            env.write_texts(texts, &[error.code(), error.message()]);
        }
        Ok(0)
    }

    fn tokenScheme(env, name: jstring) -> jint {
        Ok(ordinal(env.read_secret(name)?.parse()?))
    }

    fn version(env, texts: jobjectArray) -> jint {
        env.write_texts(texts, &[notifizz_token::VERSION]);
        Ok(0)
    }
}
