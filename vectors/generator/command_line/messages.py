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
