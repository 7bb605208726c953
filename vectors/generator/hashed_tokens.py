"""The sections hashed_tokens and rfc4231: tokens, and the answers of other implementations."""

from .mac import SCHEMES, hashed_token, hmac_sha256
from .samples import EMAIL, KEY, LENGTHS, USER_ID, filler

# (auth secret key, user ID): the tokens that PHP 8.2's hash_hmac and the vendor's PHP SDK 1.2.0 computed.
KNOWN_ANSWERS = {
    ("YOUR_AUTH_SECRET_KEY", "user_42"): (
        "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c",
        "9af0024baac874ae75c79b106baa1e71578f92c27549ab5d4dbe775d62b0b8b9",
    ),
    ("your-auth-secret", "user_123"): (
        "6149b419c513f4adbed330558dc39b6997ee5c27771b6ece813a28a151ede63a",
        "77ec816766b9f85baea45598df89bb75e902f6be4498deb844c69bbf76c29e18",
    ),
    ("sk_é", "用户_42"): (
        "fcf0e32699a5bf4ba918bf96b488b6311dceeb0643e47615f0630c71b6bf55d5",
        "b9210dc4cdecf547c8e5ac03b631496eba25c4bd5a3caf3ccae9a3bbe61bc5a7",
    ),
    ("k", "a\0b"): (
        "982872ff8422d2d84de2d26d7900850ff9f3b3275079b02813b572f9ff0ef0b2",
        "ed74b2751e2baf549acc921547a1bd6252492b190744278d5fba400ce2e8fa14",
    ),
}

# (case, key, data, tag) of sections 4.2 to 4.8. Case 5 is left out: its tag is truncated, so it is no token.
RFC_4231 = (
    (1, "0b" * 20, "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        2,
        "4a656665",
        "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (3, "aa" * 20, "dd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (
        4,
        bytes(range(1, 26)).hex(),
        "cd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    (
        6,
        "aa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First".hex(),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        7,
        "aa" * 131,
        (
            b"This is a test using a larger than block-size key and a larger than block-size data. "
            b"The key needs to be hashed before being used by the HMAC algorithm."
        ).hex(),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
)

# (name, auth secret key, user ID)
CASES = (
    *((f"known_answer_{n}", *pair) for n, pair in enumerate(KNOWN_ANSWERS, 1)),
    ("rfc4231_case_2_as_text", "Jefe", "what do ya want for nothing?"),
    *((f"key_length_{n}", filler(n, 5), USER_ID) for n in LENGTHS),
    *((f"user_id_length_{n}", KEY, filler(n, 11)) for n in LENGTHS),
    *((f"both_lengths_{n}", filler(n, 17), filler(n, 23)) for n in LENGTHS),
    ("key_of_4096", filler(4096, 1), USER_ID),
    ("user_id_of_4096", KEY, filler(4096, 3)),
    ("precomposed_e_acute", KEY, "andr\u00e9"),
    ("combining_e_acute", KEY, "andre\u0301"),
    ("combining_in_key", "cle\u0301", USER_ID),
    ("stacked_combining_marks", KEY, "Z\u0351\u036b\u0343\u036a\u0302\u036b"),
    ("compatibility_ligature", KEY, "o\ufb03ce"),
    ("hangul_precomposed", KEY, "\ud55c\uae00"),
    ("hangul_jamo", KEY, "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ("emoji_zwj_sequence", KEY, "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"),
    ("astral_key", "\U0001f511\U00010348", USER_ID),
    ("right_to_left", KEY, "\u0645\u0633\u062a\u062e\u062f\u0645_42"),
    ("last_code_point", KEY, "\U0010ffff"),
    ("around_the_surrogates", KEY, "\ud7ff\ue000\uffff"),
    ("latin_1", KEY, "".join(map(chr, range(0xA1, 0x100)))),
    ("replacement_character", KEY, "user_\ufffd"),
    ("byte_order_mark", KEY, "\ufeffuser_42"),
    ("nul_only", KEY, "\0"),
    ("nul_first", KEY, "\0user_42"),
    ("nul_last", KEY, "user_42\0"),
    ("nul_in_key", "se\0cret", USER_ID),
    ("whitespace_in_key", "two words\tand\nlines", USER_ID),
    ("blank_user_id", KEY, " "),
    ("user_id_with_line_end", KEY, "user_42\n"),
    ("user_id_with_crlf", KEY, "user_42\r\n"),
    ("user_id_with_blanks", KEY, " user_42 "),
    ("user_id_upper_case", KEY, "USER_42"),
    ("user_id_digits", KEY, "42"),
    ("user_id_uuid", KEY, "7f3b1c1e-9f0a-4c5e-8d1b-2a6e5f4c3b2a"),
    ("user_id_email", KEY, EMAIL),
    ("user_id_html", KEY, "</script><script>alert('1')</script>"),
    ("control_characters", KEY, "".join(map(chr, range(1, 32))) + "\x7f"),
    ("quote_at_one_end_of_the_key", '"secret', USER_ID),
    ("two_quotes_of_two_kinds_around_the_key", "'secret\"", USER_ID),
    ("one_quote_as_the_key", "'", USER_ID),
    ("invisible_characters_inside_the_key", "se\ufeff\u200b\u00adcret", USER_ID),
    ("hex_key", "5f4dcc3b5aa765d61d8327deb882cf99", USER_ID),
    ("key_is_user_id", USER_ID, USER_ID),
)


def hashed_tokens() -> list[dict]:
    rows = []
    for name, key, user_id in CASES:
        tokens = {scheme: hashed_token(scheme, key, user_id) for scheme in SCHEMES}
        if known := KNOWN_ANSWERS.get((key, user_id)):
            assert tuple(tokens.values()) == known, name
        rows.append({"name": name, "auth_secret_key": key, "user_id": user_id, "tokens": tokens})
    return rows


def rfc4231() -> list[dict]:
    for case, key, message, tag in RFC_4231:
        assert hmac_sha256(bytes.fromhex(key), bytes.fromhex(message)) == tag, case
    return [{"case": case, "key_hex": key, "message_hex": message, "tag": tag} for case, key, message, tag in RFC_4231]
