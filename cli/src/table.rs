//! Lists the commands and options, from which the parser, the help and the completions are derived.

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Generate,
    Verify,
    Diagnose,
    Subscribe,
    Fingerprint,
    WebhookSign,
    WebhookVerify,
    WebhookReceive,
    WebhookDiagnose,
}

/// A command with its operands and options.
#[derive(Debug)]
pub(crate) struct CommandSpec {
    pub(crate) action: Action,
    /// Its name, of one or two words.
    pub(crate) words: &'static [&'static str],
    pub(crate) required: &'static [&'static str],
    pub(crate) optional: Option<&'static str>,
    /// The operands as the usage shows them, if they are more than the names above.
    pub(crate) shown: Option<&'static str>,
    pub(crate) options: &'static [OptionSpec],
    pub(crate) about: &'static str,
}

/// An option, and the value that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OptionSpec {
    pub(crate) long: &'static str,
    pub(crate) short: Option<char>,
    pub(crate) value: Option<Value>,
    pub(crate) about: &'static str,
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Scheme,
    File,
    Email,
    Milliseconds,
}

impl Value {
    /// The value as the help shows it.
    pub(crate) const fn placeholder(self) -> &'static str {
        match self {
            Self::Scheme => "SCHEME",
            Self::File => FILE,
            Self::Email => "EMAIL",
            Self::Milliseconds => "MILLISECONDS",
        }
    }
}

/// The placeholder of a file, whose name a shell can complete.
pub(crate) const FILE: &str = "FILE";

/// The environment variables that hold a secret, unless its file is given.
pub(crate) const AUTH_SECRET_KEY: &str = "NOTIFIZZ_AUTH_SECRET_KEY";
pub(crate) const SDK_SECRET_KEY: &str = "NOTIFIZZ_SDK_SECRET_KEY";
pub(crate) const WEBHOOK_SIGNING_SECRET: &str = "NOTIFIZZ_WEBHOOK_SIGNING_SECRET";

pub(crate) const SCHEME: OptionSpec = OptionSpec {
    long: "scheme",
    short: None,
    value: Some(Value::Scheme),
    about: "hmac-sha256 (the default) or sha256-concat",
};

pub(crate) const SECRET_FILE: OptionSpec = OptionSpec {
    long: "secret-file",
    short: None,
    value: Some(Value::File),
    about: "a file with the auth secret key",
};

pub(crate) const SDK_SECRET_FILE: OptionSpec = OptionSpec {
    long: "sdk-secret-file",
    short: None,
    value: Some(Value::File),
    about: "diagnose: a file with the SDK Secret Key, if it may have been used by mistake",
};

pub(crate) const USER_EMAIL: OptionSpec = OptionSpec {
    long: "user-email",
    short: None,
    value: Some(Value::Email),
    about: "diagnose: the user's e-mail address, if it may have been signed by mistake",
};

pub(crate) const WEBHOOK_SECRET_FILE: OptionSpec = OptionSpec {
    long: "webhook-secret-file",
    short: None,
    value: Some(Value::File),
    about: "webhook: a file with the webhook signing secret",
};

pub(crate) const NOW: OptionSpec = OptionSpec {
    long: "now",
    short: None,
    value: Some(Value::Milliseconds),
    about: "webhook receive: the time since 1970 to compare the timestamp with, instead of the clock",
};

pub(crate) const JSON: OptionSpec = OptionSpec {
    long: "json",
    short: None,
    value: None,
    about: "print JSON, one object a line",
};

pub(crate) const VERSION: OptionSpec = OptionSpec {
    long: "version",
    short: Some('V'),
    value: None,
    about: "print the version",
};

pub(crate) const HELP: OptionSpec = OptionSpec {
    long: "help",
    short: Some('h'),
    value: None,
    about: "print this help",
};

/// Every option, in the order of the help.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    SCHEME,
    SECRET_FILE,
    SDK_SECRET_FILE,
    USER_EMAIL,
    WEBHOOK_SECRET_FILE,
    NOW,
    JSON,
    VERSION,
    HELP,
];

/// Every command, in the order of the help.
pub(crate) const COMMANDS: &[CommandSpec] = &[
    CommandSpec {
        action: Action::Generate,
        words: &["generate"],
        required: &["USER_ID"],
        optional: None,
        shown: Some("USER_ID|-"),
        options: &[SCHEME, SECRET_FILE, JSON],
        about: "print the hashed token of USER_ID, or with - that of each user ID on standard input, one a line",
    },
    CommandSpec {
        action: Action::Verify,
        words: &["verify"],
        required: &["USER_ID", "TOKEN"],
        optional: None,
        shown: None,
        options: &[SCHEME, SECRET_FILE, JSON],
        about: "say whether TOKEN is the hashed token of USER_ID",
    },
    CommandSpec {
        action: Action::Diagnose,
        words: &["diagnose"],
        required: &["USER_ID", "TOKEN"],
        optional: None,
        shown: None,
        options: &[SCHEME, SECRET_FILE, SDK_SECRET_FILE, USER_EMAIL, JSON],
        about: "name the mistake that TOKEN was generated with, or the scheme that it was generated under",
    },
    CommandSpec {
        action: Action::Subscribe,
        words: &["subscribe"],
        required: &["SUBSCRIBER_ID", "RESOURCE_ID"],
        optional: None,
        shown: None,
        options: &[SCHEME, SECRET_FILE, JSON],
        about: "print the token that lets a subscriber subscribe to a resource, the same under both schemes",
    },
    CommandSpec {
        action: Action::Fingerprint,
        words: &["fingerprint"],
        required: &[],
        optional: None,
        shown: None,
        options: &[SCHEME, SECRET_FILE, JSON],
        about: "print a short name of the auth secret key, which is safe to log and the same under both schemes",
    },
    CommandSpec {
        action: Action::WebhookSign,
        words: &["webhook", "sign"],
        required: &[],
        optional: Some(FILE),
        shown: None,
        options: &[WEBHOOK_SECRET_FILE, JSON],
        about: "print the signature of the dispatch payload in FILE, or on standard input",
    },
    CommandSpec {
        action: Action::WebhookVerify,
        words: &["webhook", "verify"],
        required: &["SIGNATURE"],
        optional: Some(FILE),
        shown: None,
        options: &[WEBHOOK_SECRET_FILE, JSON],
        about: "say whether SIGNATURE is that of the dispatch payload in FILE, or on standard input; does not check the timestamp in it",
    },
    CommandSpec {
        action: Action::WebhookReceive,
        words: &["webhook", "receive"],
        required: &[],
        optional: Some(FILE),
        shown: None,
        options: &[WEBHOOK_SECRET_FILE, NOW, JSON],
        about: "say whether the whole body of a webhook in FILE, or on standard input, is to be accepted: checks the signature and the timestamp in it",
    },
    CommandSpec {
        action: Action::WebhookDiagnose,
        words: &["webhook", "diagnose"],
        required: &["SIGNATURE"],
        optional: Some(FILE),
        shown: None,
        options: &[WEBHOOK_SECRET_FILE, JSON],
        about: "name the mistake that SIGNATURE was computed with, or that the dispatch payload in FILE, or on standard input, was read with",
    },
];

impl CommandSpec {
    /// Its name, as the user writes it.
    pub(crate) fn name(&self) -> String {
        self.words.join(" ")
    }

    /// Its operands, as the usage shows them.
    pub(crate) fn operands(&self) -> String {
        if let Some(shown) = self.shown {
            return shown.to_owned();
        }
        let optional = self.optional.map(|name| format!("[{name}]"));
        let required = self.required.iter().map(|name| (*name).to_owned());
        required.chain(optional).collect::<Vec<_>>().join(" ")
    }
}
