"""
The native part of `notifizz_token`, which is the module to import.
"""

from typing import Any, Final, NoReturn, SupportsFloat, SupportsIndex, final

from notifizz_token._types import ClaimedId, DispatchEvent, Payload, PreviousKeys, Secrets, TokenScheme, WidgetOptions

__all__ = [
    "Diagnosis",
    "DispatchReceiver",
    "NotifizzClient",
    "__version__",
    "_restore",
    "cli",
    "diagnose",
    "diagnose_dispatch",
]

__version__: Final[str]

@final
class Diagnosis:
    """
    The result of diagnose() and diagnose_dispatch(). Immutable, holds no secret, and can be copied and
    pickled. Two are equal if their code and scheme are.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[str, TokenScheme | None, bool]]:
        """
        Supports copy and pickle.
        """
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The stable name of the cause, such as "correct" or "other_scheme".
        """
    @property
    def message(self, /) -> str:
        """
        One sentence that says what to do. Never contains any part of the evidence.
        """
    @property
    def scheme(self, /) -> TokenScheme | None:
        """
        The scheme that the token was generated under, or None if that is not known. Always None for
        the signature of a webhook.
        """

@final
class DispatchReceiver:
    """
    Receives dispatch webhooks, in a service that has no Auth Secret Key.

    webhook_signing_secret
        A str, or while it is being replaced a list of them, of which any verifies. Each is used as its
        UTF-8 bytes exactly, and rejected if it begins or ends with whitespace or an invisible
        character, or is in quotes. None, as from an environment variable that is not set, is rejected
        as missing.

    A receiver is immutable: one, created at start-up, serves all threads. It holds what is derived from
    the secret where no Python code can read it, wipes it when it is freed, and can be neither copied nor
    pickled.

    >>> receiver = DispatchReceiver("YOUR_WEBHOOK_SIGNING_SECRET")
    >>> receiver.receive_dispatch(BODY, now=1764115200.0)
    {'timestamp': 1764115200000}
    """
    def __new__(cls, /, webhook_signing_secret: Secrets) -> DispatchReceiver: ...
    def __reduce__(self, /) -> NoReturn:
        """
        Raises: copy and pickle would multiply the secret.
        """
    def __repr__(self, /) -> str: ...
    def receive_dispatch(
        self,
        /,
        body: Payload,
        *,
        tolerance: SupportsFloat | SupportsIndex = 300.0,
        now: SupportsFloat | SupportsIndex | None = None,
    ) -> DispatchEvent:
        """
        The event of a dispatch webhook, from the body as it arrived: str or bytes.

        Verifies the signature, then checks that the timestamp is at most `tolerance` seconds from
        `now`, a time.time(), before or after; without it, from the clock. Raises NotifizzTokenError
        with one of four codes, and nothing else, whatever was sent: "dispatch_body_malformed",
        "dispatch_signature_mismatch", "dispatch_timestamp_missing" or
        "dispatch_timestamp_out_of_tolerance". Log the error, and answer all four alike, with 400.

        The same webhook may arrive twice within the tolerance. A body of another type is a TypeError.
        """

@final
class NotifizzClient:
    """
    Generates and verifies tokens for one Auth Secret Key, on the server.

    auth_secret_key
        The Auth Secret Key of your Notifizz account, used as its UTF-8 bytes exactly. It must not
        begin or end with whitespace (often the trailing newline of a secret file) or an invisible
        character (often the byte order mark of one), nor stand in quotes: such a key is rejected,
        never trimmed. None, as from an environment variable that is not set, is rejected as empty.
    sdk_secret_key
        Accepted because Notifizz's own SDKs take it. It plays no part in tokens and is not kept.
        The name of a token scheme is a TypeError here.
    token_scheme
        "hmac-sha256", the default and what Notifizz documents, or "sha256-concat", what its
        PHP and Java SDKs compute. Always chosen, never guessed; diagnose() tells which one a
        token known to be right was computed with.
    webhook_signing_secret
        Needed by the dispatch methods only: a str, or while it is being replaced a list of them, of
        which the first signs and any verifies. The rules for the Auth Secret Key hold for it, too.
    previous_auth_secret_keys
        A list of the keys that auth_secret_key replaces. They verify and do nothing else. The time
        that verifying takes does not tell which key fitted.

    A client is immutable: one, created at start-up, serves all threads, and works in processes
    that are forked later. It holds the key where no Python code can read it, wipes it when it is
    freed, and can be neither copied nor pickled; repr() shows the scheme and the key fingerprint.

    Input that is rejected raises NotifizzTokenError, a wrong type TypeError. No message contains
    any part of the input.

    >>> client = NotifizzClient("YOUR_AUTH_SECRET_KEY")
    >>> client.generate_hashed_token("user_42")
    'fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c'
    """
    def __new__(
        cls,
        /,
        auth_secret_key: str,
        sdk_secret_key: str | None = None,
        *,
        token_scheme: TokenScheme = "hmac-sha256",
        webhook_signing_secret: Secrets | None = None,
        previous_auth_secret_keys: PreviousKeys | None = None,
    ) -> NotifizzClient: ...
    def __reduce__(self, /) -> NoReturn:
        """
        Raises: copy and pickle would multiply the secret.
        """
    def __repr__(self, /) -> str: ...
    def generate_hashed_token(self, /, user_id: str) -> str:
        """
        The hashed token that proves to the widget who its user is: 64 lower-case hex characters.

        Deterministic and never expires. Pass the ID of the signed-in user, never one from the
        request; it is used as its UTF-8 bytes exactly, neither trimmed nor normalised.

        Raises NotifizzTokenError with the code "empty_user_id", or "invalid_text" for a lone
        surrogate. An ID that is not text is a TypeError: convert an integer or a UUID with str(),
        but never None, which is what a user who is not saved or not logged in has for an ID.

        Source: Notifizz, "Backend Token Authentication".
        """
    def generate_subscribe_token(self, /, subscriber_id: str, resource_id: str) -> str:
        """
        The token that lets a subscriber subscribe to a resource: 64 lower-case hex characters,
        HMAC-SHA256 whatever the scheme.

        Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj")
        share a token. Choose IDs that are not ambiguous when concatenated, such as UUIDs.

        Raises NotifizzTokenError with the code "empty_user_id", "empty_resource_id" or
        "invalid_text".
        """
    @property
    def key_fingerprint(self, /) -> str:
        """
        Eight characters that tell two Auth Secret Keys apart and are safe to log. Of several keys, the
        fingerprint of the one that signs.
        """
    @property
    def previous_key_fingerprints(self, /) -> list[str]:
        """
        The fingerprints of previous_auth_secret_keys, in their order.
        """
    def receive_dispatch(
        self,
        /,
        body: Payload,
        *,
        tolerance: SupportsFloat | SupportsIndex = 300.0,
        now: SupportsFloat | SupportsIndex | None = None,
    ) -> DispatchEvent:
        """
        The event of a dispatch webhook, from the body as it arrived: str or bytes.

        Verifies the signature, then checks that the timestamp is at most `tolerance` seconds from
        `now`, a time.time(), before or after; without it, from the clock. Raises NotifizzTokenError
        with one of four codes, and nothing else, whatever was sent: "dispatch_body_malformed",
        "dispatch_signature_mismatch", "dispatch_timestamp_missing" or
        "dispatch_timestamp_out_of_tolerance". Log the error, and answer all four alike, with 400.

        The same webhook may arrive twice within the tolerance. On a client that was created without a
        webhook_signing_secret the code is "missing_webhook_signing_secret"; a body of another type is a
        TypeError. A service that only receives needs no client: see DispatchReceiver.
        """
    def sign_dispatch_payload(self, /, payload: Payload) -> str:
        """
        The signature of a dispatch webhook: 64 lower-case hex characters.

        payload is the "payload" string of the webhook body {"payload": ..., "signature": ...},
        exactly as received, or its bytes; it may be empty.

        Raises NotifizzTokenError with the code "missing_webhook_signing_secret" on a client that
        was created without one, or "invalid_text".
        """
    @property
    def token_scheme(self, /) -> TokenScheme:
        """
        "hmac-sha256" or "sha256-concat", as given at creation.
        """
    def verify_dispatch_signature(self, /, payload: Payload | None, signature: object) -> bool:
        """
        Whether signature is exactly that of payload, the string as received, or its bytes.

        As strict as verify_hashed_token(), and in constant time too. It does not check the timestamp
        inside the payload, as receive_dispatch() does. A payload of None, which the sender left out, gives False; one that is
        neither text nor bytes is a TypeError. Raises NotifizzTokenError with the code
        "missing_webhook_signing_secret" on a client that was created without one.
        """
    def verify_hashed_token(self, /, user_id: ClaimedId, token: object) -> bool:
        """
        Whether token is exactly the hashed token of user_id.

        Compares in constant time, and returns False for any other token of any type or length, upper
        case included. An ID that is not well-formed text but can come from JSON (None, a bool, a
        number, a list or a dict) also gives False. An ID of another type is a TypeError. Nothing else
        raises.
        """
    def verify_subscribe_token(self, /, subscriber_id: ClaimedId, resource_id: ClaimedId, token: object) -> bool:
        """
        Whether token is exactly the subscribe token of the two IDs.

        As strict as verify_hashed_token(), in constant time too, and with the same rules for IDs
        that are not text.
        """
    def widget_options(self, /, user_id: str, user_email: str, *, api_key: str | None = None) -> WidgetOptions:
        """
        All that the widget needs to authenticate a user, with a new hashed token: a dict with the
        widget's own names, to be sent to the page as JSON.

        Take the user from the session only. api_key is the Front API Key, which is public;
        "apiKey" is in the result if it is given. "userId" is the very string that was signed.

        Raises NotifizzTokenError with the code "empty_user_id", "empty_user_email" (empty, or
        whitespace alone), "empty_front_api_key", "front_api_key_is_secret" (it is the Auth Secret
        Key, which every browser would get) or "invalid_text".
        """

def _restore(code: str, scheme: str | None, is_dispatch: bool = False) -> Diagnosis:
    """
    Restores a pickled diagnosis.
    """

def cli(arguments: list[str], stdin_open: bool, stdout_open: bool) -> int:
    """
    Runs the command line on these arguments, without the name of the program, with the environment,
    files and standard streams of the process. Returns the exit status.

    stdin_open and stdout_open say whether these streams were open when Python started: a file that
    was opened later may have taken the file descriptor of a closed one.
    """

def diagnose(
    *,
    token: str,
    user_id: str,
    auth_secret_key: str,
    token_scheme: TokenScheme = "hmac-sha256",
    sdk_secret_key: str | None = None,
    user_email: str | None = None,
) -> Diagnosis:
    """
    Names the mistake that a token was computed with, or the scheme of a token known to be right.

    token
        A token known to be right (from Notifizz's own SDK or dashboard), or one that Notifizz
        rejects: any text.
    user_id, auth_secret_key, token_scheme
        The values it should have been computed from. Unlike the client, this accepts a key that
        begins or ends with whitespace or an invisible character, or is in quotes, because these
        are among the causes.
    sdk_secret_key, user_email
        Optional: values that may have been used by mistake.

    Raises NotifizzTokenError with the code "empty_auth_secret_key", "empty_user_id",
    "unknown_token_scheme" or "invalid_text".

    A tool for developers: not constant-time, and not for requests.

    >>> diagnosis = diagnose(token=TOKEN.upper(), user_id="user_42", auth_secret_key=KEY)
    >>> diagnosis.code, diagnosis.scheme
    ('token_upper_case', 'hmac-sha256')
    """

def diagnose_dispatch(*, payload: Payload, signature: str, webhook_signing_secret: str) -> Diagnosis:
    """
    Names the mistake that the signature of a dispatch webhook was computed or verified with.

    payload
        What the signature should be that of: the text of the field "payload", or its bytes. It may be
        the whole body by mistake, which is one of the causes.
    signature
        The text of the field "signature".
    webhook_signing_secret
        The secret that it should have been computed with. Unlike the client, this accepts one that
        begins or ends with whitespace, because that is among the causes.

    Raises NotifizzTokenError with the code "missing_webhook_signing_secret" or "invalid_text".

    A tool for developers: not constant-time, and not for requests.

    >>> diagnose_dispatch(payload=BODY, signature=SIGNATURE, webhook_signing_secret=SECRET).code
    'body_signed'
    """
