"""The messages of the library, as far as rows of cli.json contain them.

They are written here once more, as a specification: cli.json is the test of what the command line prints.
"""

# By the code of the error.
ERRORS = {
    "empty_auth_secret_key": "the auth secret key is empty or missing: pass the Auth Secret Key of your Notifizz account (is the environment variable set?)",
    "auth_secret_key_whitespace": "the auth secret key begins or ends with whitespace, often the trailing newline of a secret file: remove it, because secrets are never trimmed",
    "empty_user_id": "the user ID is empty or missing: pass the ID of a signed-in user who is saved, and generate no token for a visitor",
    "empty_resource_id": "the resource ID is empty: pass the ID of the resource to subscribe to",
    "invalid_text": "the text is not valid Unicode (a lone surrogate, or bytes that are not UTF-8): pass well-formed text",
    "unknown_token_scheme": 'the token scheme is unknown: use "hmac-sha256" (the default) or "sha256-concat"',
    "missing_webhook_signing_secret": "the webhook signing secret is missing or empty: pass it when you create the client (is the environment variable set?)",
    "auth_secret_key_invisible_character": "the auth secret key begins or ends with an invisible character, often the byte order mark of a file: remove it, because secrets are never trimmed",
    "auth_secret_key_quoted": "the auth secret key is in quotes, often those of an .env file: remove them, because secrets are never trimmed",
    "webhook_signing_secret_whitespace": "the webhook signing secret begins or ends with whitespace, often the trailing newline of a secret file: remove it, because secrets are never trimmed",
    "webhook_signing_secret_invisible_character": "the webhook signing secret begins or ends with an invisible character, often the byte order mark of a file: remove it, because secrets are never trimmed",
    "webhook_signing_secret_quoted": "the webhook signing secret is in quotes, often those of an .env file: remove them, because secrets are never trimmed",
    "dispatch_body_malformed": "the body of the dispatch webhook is not a JSON object with the texts payload and signature: pass the body as it arrived, before anything parses or decodes it, or else it was not sent by Notifizz",
    "dispatch_signature_mismatch": "the signature of the dispatch webhook is not that of its payload: check that the webhook signing secret is that of this account and that nothing changed the body on its way, or else it was not sent by Notifizz",
    "dispatch_timestamp_missing": "the payload of the dispatch webhook has the right signature, but no timestamp: it has to be a JSON object whose timestamp is a number of milliseconds since 1970",
    "dispatch_timestamp_out_of_tolerance": "the timestamp of the dispatch webhook is too far from the clock of this server: it was sent again or waited too long, or else a clock is wrong or the timestamp is not in milliseconds since 1970",
}

# By the code of the cause that diagnose names.
CAUSES = {
    "correct": "The token is right for this auth secret key and user ID: if Notifizz rejects it nevertheless, check that the page passes the same user ID and the Front API Key of the same account.",
    "sdk_secret_key_used": "The token was generated with the SDK Secret Key: use the Auth Secret Key, because the SDK Secret Key plays no part in tokens.",
    "auth_secret_key_whitespace": "The token was generated with a key that differs from this one by whitespace at its start or end, often the trailing newline of a secret file: use exactly the key that the dashboard shows.",
    "user_id_unicode_form": "The token was generated for the user ID in another Unicode normalisation form: sign exactly the ID that the page passes to the widget, without normalising either.",
    "user_email_signed": "The token was generated for the e-mail address: sign the user ID, because the e-mail address is not part of the token.",
    "token_upper_case": "The token is right but in upper case: pass it in lower case, as it is generated.",
    "no_known_cause": "None of the known mistakes explains the token: most likely it was generated with another key (compare the key fingerprints) or for another user.",
}

# For the cause other_scheme, by the scheme that the token was generated under.
OTHER_SCHEME = {
    "hmac-sha256": 'The token was generated under hmac-sha256: set the token scheme to "hmac-sha256", the default, if the token is known to be right.',
    "sha256-concat": 'The token was generated under sha256-concat: set the token scheme to "sha256-concat", if the token is known to be right.',
}

# By the code of the cause that webhook diagnose names.
DISPATCH_CAUSES = {
    "correct": "The signature is right for this payload and webhook signing secret: if the webhook is rejected nevertheless, its timestamp is missing, or it is more than five minutes from the clock of the server (in milliseconds since 1970).",
    "body_signed": "The signature is that of the payload and this is the whole body around it, or the other way round: sign and verify the text of the field payload, not the body.",
    "payload_reserialised": "The signature is that of the same JSON with other spaces or escape sequences: the payload was parsed and serialised again, so use the text of the field payload as it was received.",
    "payload_whitespace": "The signature is that of a payload that differs from this one by whitespace at its start or end, often the newline that echo or an editor adds: use the text of the field payload as it was received.",
    "webhook_signing_secret_whitespace": "The signature was computed with a secret that differs from this one by whitespace at its start or end, often the trailing newline of a secret file: use exactly the secret that the dashboard shows.",
    "signature_prefixed": "The signature is right but has other text before it, such as sha256=, which is the format of other services: pass the bare 64 hex characters.",
    "timestamp_in_seconds": "The signature is right but the timestamp in the payload is in seconds: it has to be in milliseconds since 1970, which are 13 digits.",
    "no_known_cause": "None of the known mistakes explains the signature: most likely the secret is another one (the webhook signing secret is neither the Auth Secret Key nor the SDK Secret Key), or the payload was changed.",
}
