//! Runs a command: reads its input, calls core and prints the result.

use core::str::FromStr;
use std::{ffi::OsStr, str};

use notifizz_token::{
    Cause, DispatchCause, DispatchEvidence, Error, Evidence, Signer, Token, TokenScheme, VERSION,
    WebhookSigner, diagnose, diagnose_dispatch,
};
use zeroize::Zeroizing;

use crate::{
    Clock, Environment, ReadFile, Streams,
    arguments::{Arguments, Call, Operand},
    help::help,
    input::{Lines, Secret, payload},
    outcome::{Failure, Status, write_out},
    output::{Field, print},
    table::{
        AUTH_SECRET_KEY, Action, NOW, OptionSpec, SCHEME, SDK_SECRET_FILE, SDK_SECRET_KEY,
        SECRET_FILE, USER_EMAIL, WEBHOOK_SECRET_FILE, WEBHOOK_SIGNING_SECRET,
    },
};

/// How far the timestamp of a webhook may be from the clock.
const TOLERANCE_MS: f64 = 300_000.0;

/// The parts of the system that a command may use.
pub(crate) struct System<'a> {
    pub(crate) environment: &'a Environment<'a>,
    pub(crate) read_file: &'a mut ReadFile<'a>,
    pub(crate) clock: &'a Clock<'a>,
    pub(crate) streams: Streams<'a>,
    /// The output of the command.
    pub(crate) stdout: &'a mut String,
}

impl System<'_> {
    pub(crate) fn run(&mut self, arguments: &Arguments) -> Result<Status, Failure> {
        let call = match arguments {
            Arguments::Help => {
                self.stdout.push_str(&help());
                return Ok(Status::Yes);
            }
            Arguments::Version => {
                self.stdout.push_str(VERSION);
                self.stdout.push('\n');
                return Ok(Status::Yes);
            }
            Arguments::Command(call) => call,
        };
        match call.command.action {
            Action::Generate => self.generate(call),
            Action::Verify => self.verify(call),
            Action::Diagnose => self.diagnose(call),
            Action::Subscribe => self.subscribe(call),
            Action::Fingerprint => self.fingerprint(call),
            Action::WebhookSign => self.webhook_sign(call),
            Action::WebhookVerify => self.webhook_verify(call),
            Action::WebhookReceive => self.webhook_receive(call),
            Action::WebhookDiagnose => self.webhook_diagnose(call),
        }
    }

    fn generate(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.auth_secret_key(call)?;
        let signer = Signer::new(secret.text()?, scheme(call)?)?;
        let print_token = |stdout: &mut String, token: &Token| {
            let scheme = Field::Text(signer.token_scheme().as_str());
            let fields = [("token", Field::Text(token.as_str())), ("scheme", scheme)];
            print(stdout, call, token.as_str(), &fields);
        };
        if !call.operand(0).is_some_and(Operand::is_stdin) {
            let token = signer.generate_hashed_token(text(call, 0)?)?;
            print_token(self.stdout, &token);
            return Ok(Status::Yes);
        }
        let mut lines = Lines::new(&mut *self.streams.stdin);
        loop {
            if lines.must_wait() {
                let written = write_out(self.stdout, self.streams.stdout);
                self.stdout.clear();
                written.map_err(|error| Failure::from_stdout(&error))?;
            }
            if !lines.advance()? {
                return Ok(Status::Yes);
            }
            let token = lines
                .user_id()
                .and_then(|user_id| Ok(signer.generate_hashed_token(user_id)?))
                .map_err(|failure| lines.locate(failure))?;
            print_token(self.stdout, &token);
        }
    }

    fn verify(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.auth_secret_key(call)?;
        let signer = Signer::new(secret.text()?, scheme(call)?)?;
        let valid = signer.verify_hashed_token(text(call, 0)?, untrusted(call, 1));
        let scheme = Field::Text(signer.token_scheme().as_str());
        Ok(self.print_valid(call, valid, &[("scheme", scheme)]))
    }

    fn diagnose(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.auth_secret_key(call)?;
        let sdk_secret = self.secret(call, SDK_SECRET_FILE, SDK_SECRET_KEY)?;
        let sdk_secret_key = sdk_secret.as_ref().map(Secret::text).transpose()?;
        let user_email = call.option(USER_EMAIL).map(well_formed).transpose()?;
        let diagnosis = diagnose(&Evidence {
            token: text(call, 1)?,
            user_id: text(call, 0)?,
            auth_secret_key: secret.text()?,
            token_scheme: scheme(call)?,
            sdk_secret_key,
            user_email,
        })?;
        let scheme = diagnosis.scheme().map(TokenScheme::as_str);
        let scheme = ("scheme", scheme.map_or(Field::Null, Field::Text));
        let [code, message] = finding(diagnosis.code(), diagnosis.message());
        self.print_finding(call, &[code, scheme, message]);
        Ok(Status::of(diagnosis.cause() == Cause::Correct))
    }

    fn subscribe(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.auth_secret_key(call)?;
        let signer = Signer::new(secret.text()?, scheme(call)?)?;
        let token = signer.generate_subscribe_token(text(call, 0)?, text(call, 1)?)?;
        let fields = [("token", Field::Text(token.as_str()))];
        print(self.stdout, call, token.as_str(), &fields);
        Ok(Status::Yes)
    }

    fn fingerprint(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.auth_secret_key(call)?;
        let fingerprint = Signer::new(secret.text()?, scheme(call)?)?.key_fingerprint();
        let fields = [("fingerprint", Field::Text(fingerprint.as_str()))];
        print(self.stdout, call, fingerprint.as_str(), &fields);
        Ok(Status::Yes)
    }

    fn webhook_sign(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.webhook_signing_secret(call)?;
        let signer = WebhookSigner::new(secret.text()?)?;
        let signature = signer.sign(self.payload(call.operand(0))?)?;
        let fields = [("signature", Field::Text(signature.as_str()))];
        print(self.stdout, call, signature.as_str(), &fields);
        Ok(Status::Yes)
    }

    fn webhook_verify(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.webhook_signing_secret(call)?;
        let signer = WebhookSigner::new(secret.text()?)?;
        let valid = signer.verify(self.payload(call.operand(1))?, untrusted(call, 0));
        Ok(self.print_valid(call, valid, &[]))
    }

    fn webhook_receive(&mut self, call: &Call) -> Result<Status, Failure> {
        let now_ms = call
            .option(NOW)
            .map_or_else(|| Ok((self.clock)()), milliseconds)?;
        let secret = self.webhook_signing_secret(call)?;
        let signer = WebhookSigner::new(secret.text()?)?;
        let body = self.payload(call.operand(0))?;
        let Err(error) = signer.receive(&*body, now_ms, TOLERANCE_MS) else {
            return Ok(self.print_valid(call, true, &[]));
        };
        let [code, message] = finding(error.code(), error.message());
        self.print_finding(call, &[("valid", Field::Bool(false)), code, message]);
        Ok(Status::No)
    }

    fn webhook_diagnose(&mut self, call: &Call) -> Result<Status, Failure> {
        let secret = self.webhook_signing_secret(call)?;
        let payload = self.payload(call.operand(1))?;
        let cause = diagnose_dispatch(&DispatchEvidence {
            payload: str::from_utf8(&payload).map_err(Error::from)?,
            signature: text(call, 0)?,
            webhook_signing_secret: secret.text()?,
        })?;
        self.print_finding(call, &finding(cause.code(), cause.message()));
        Ok(Status::of(cause == DispatchCause::Correct))
    }

    /// Prints the fields, or as text the code and the message among them.
    fn print_finding(&mut self, call: &Call, fields: &[(&str, Field<'_>)]) {
        let texts = fields.iter().filter_map(|(name, field)| match field {
            Field::Text(text) if matches!(*name, "code" | "message") => Some(*text),
            _ => None,
        });
        let text = texts.collect::<Vec<_>>().join(": ");
        print(self.stdout, call, &text, fields);
    }

    fn print_valid(&mut self, call: &Call, valid: bool, more: &[(&str, Field<'_>)]) -> Status {
        let text = if valid { "valid" } else { "not valid" };
        let fields = [&[("valid", Field::Bool(valid))], more].concat();
        print(self.stdout, call, text, &fields);
        Status::of(valid)
    }

    fn auth_secret_key(&mut self, call: &Call) -> Result<Secret, Failure> {
        let secret = self.secret(call, SECRET_FILE, AUTH_SECRET_KEY)?;
        secret.ok_or_else(|| missing("auth secret key", AUTH_SECRET_KEY, SECRET_FILE))
    }

    fn webhook_signing_secret(&mut self, call: &Call) -> Result<Secret, Failure> {
        let secret = self.secret(call, WEBHOOK_SECRET_FILE, WEBHOOK_SIGNING_SECRET)?;
        secret.ok_or_else(|| {
            missing(
                "webhook signing secret",
                WEBHOOK_SIGNING_SECRET,
                WEBHOOK_SECRET_FILE,
            )
        })
    }

    /// The content of the file, which takes precedence, or of the variable.
    fn secret(
        &mut self,
        call: &Call,
        file: OptionSpec,
        variable: &str,
    ) -> Result<Option<Secret>, Failure> {
        match call.option(file) {
            Some(path) => Secret::from_file(path, file.long, self.read_file).map(Some),
            None => Ok((self.environment)(variable).map(Secret::from_variable)),
        }
    }

    fn payload(&mut self, file: Option<&Operand>) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let file = file.filter(|file| !file.is_stdin());
        payload(file.map(Operand::text), self.read_file, self.streams.stdin)
    }
}

fn finding<'a>(code: &'a str, message: &'a str) -> [(&'static str, Field<'a>); 2] {
    [
        ("code", Field::Text(code)),
        ("message", Field::Text(message)),
    ]
}

fn milliseconds(text: &OsStr) -> Result<f64, Failure> {
    let digits = text
        .to_str()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.and_then(|digits| f64::from_str(digits).ok());
    number.ok_or_else(|| Failure::usage("--now needs milliseconds since 1970, as digits"))
}

fn missing(secret: &str, variable: &str, file: OptionSpec) -> Failure {
    let file = file.long;
    Failure::Usage(format!(
        "no {secret}: set {variable}, or pass --{file} FILE"
    ))
}

fn scheme(call: &Call) -> Result<TokenScheme, Error> {
    call.option(SCHEME)
        .map_or(Ok(TokenScheme::default()), |name| {
            TokenScheme::from_str(name.to_str().unwrap_or_default())
        })
}

/// An operand, which has to be well-formed text.
fn text(call: &Call, index: usize) -> Result<&str, Error> {
    well_formed(call.operand(index).map(Operand::text).unwrap_or_default())
}

fn well_formed(text: &OsStr) -> Result<&str, Error> {
    text.to_str().ok_or(Error::InvalidText)
}

/// An operand that an attacker may have chosen. One that is not text is not valid.
fn untrusted(call: &Call, index: usize) -> &[u8] {
    call.operand(index)
        .map_or(&[], |operand| operand.text().as_encoded_bytes())
}
