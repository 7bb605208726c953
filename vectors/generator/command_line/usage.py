"""Help, and arguments that are not understood."""

from collections.abc import Iterator

from ..mac import CONCAT, HMAC
from ..samples import USER_ID
from .row import DASHES, HELP, RIGHT, Text, ends, rejected, token_line, usage_error

UNKNOWN = f"unknown option: {DASHES}"

HELP_ARGUMENTS = {
    "help": ["--help"],
    "help_of_a_command": ["verify", "--help"],
    "help_short": ["-h"],
    "help_short_of_a_command": ["generate", "-h"],
    "help_of_a_group": ["webhook", "--help"],
    "help_of_two_words": ["webhook", "sign", "-h"],
    "help_of_an_unknown_command": ["MARKER", "-h"],
}
ALONE = {
    "help": ("--help", "--help"),
    "help_short": ("-h", "--help"),
    "version": ("--version", "--version"),
    "version_short": ("-V", "--version"),
}

OPERANDS_WITH_A_DASH: dict[str, Text] = {
    "base64url": "-1xcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o",
    "short_and_more": "-hxcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o",
    "version_and_more": "-Vxcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o",
    "short_with_value": "-h=MARKER",
    "two_dashes": "--xcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o",
    "three_dashes": "---",
    "not_utf8": {"bytes_hex": b"-\xff".hex()},
    "long_not_utf8": {"bytes_hex": b"--json\xff".hex()},
}

# (name, arguments, reason)
USAGE_ERRORS: tuple[tuple[str, list[Text], str], ...] = (
    ("no_command", [], "no command"),
    ("unknown_command", ["MARKER"], "unknown command"),
    ("unknown_command_not_utf8", [{"bytes_hex": b"MARKER\xff".hex()}], "unknown command"),
    ("beginning_of_a_command", ["gen", USER_ID], "unknown command"),
    ("empty_command", ["", USER_ID], "unknown command"),
    ("unknown_command_of_object", ["constructor", USER_ID], "unknown command"),
    ("webhook_alone", ["webhook"], "webhook needs sign or verify or receive or diagnose"),
    ("webhook_unknown", ["webhook", "MARKER"], "unknown command"),
    ("no_user_id", ["generate"], "generate needs a USER_ID"),
    ("no_token", ["verify", USER_ID], "verify needs a TOKEN"),
    ("diagnose_no_token", ["diagnose", USER_ID], "diagnose needs a TOKEN"),
    ("no_resource_id", ["subscribe", USER_ID], "subscribe needs a RESOURCE_ID"),
    ("no_signature", ["webhook", "verify"], "webhook verify needs a SIGNATURE"),
    ("too_many", ["generate", USER_ID, "MARKER"], "generate takes no more than USER_ID"),
    ("verify_too_many", ["verify", USER_ID, "x", "MARKER"], "verify takes no more than USER_ID and TOKEN"),
    ("fingerprint_too_many", ["fingerprint", "MARKER"], "fingerprint takes no operand"),
    ("webhook_sign_too_many", ["webhook", "sign", "a", "MARKER"], "webhook sign takes no more than FILE"),
    ("unknown_option", ["generate", USER_ID, "--MARKER"], UNKNOWN),
    ("abbreviated_option", ["generate", USER_ID, f"--sch={HMAC}"], UNKNOWN),
    ("option_without_value", ["generate", USER_ID, "--scheme"], "--scheme needs a value"),
    ("flag_with_value", ["generate", USER_ID, "--json=MARKER"], "--json takes no value"),
    ("flag_with_empty_value", ["generate", USER_ID, "--json="], "--json takes no value"),
    ("help_with_value", ["--help=MARKER"], "--help takes no value"),
    ("diagnose_option_elsewhere", ["generate", USER_ID, "--user-email", "MARKER"], "generate takes no --user-email"),
    ("webhook_scheme", ["webhook", "sign", "--scheme", "MARKER"], "webhook sign takes no --scheme"),
    (
        "webhook_secret_elsewhere",
        ["verify", USER_ID, "x", "--webhook-secret-file=MARKER"],
        "verify takes no --webhook-secret-file",
    ),
)


def help_and_version() -> Iterator[dict]:
    for name, args in HELP_ARGUMENTS.items():
        yield ends(name, args, 0, HELP, env={})
    # A token comes from a remote party, who must not get status 0 from verify with it.
    for name, (token, option) in ALONE.items():
        reason = f"{option} stands alone: {DASHES}"
        yield usage_error(f"verify_token_{name}", ["verify", USER_ID, token], reason)
        yield usage_error(f"verify_id_{name}", ["verify", token, RIGHT[HMAC]], reason)
        yield usage_error(f"verify_both_{name}", ["verify", token, token], reason)
        yield ends(f"verify_dashes_{name}", ["verify", "--", USER_ID, token], 1, "not valid\n")
    reason = f"--help stands alone: {DASHES}"
    yield usage_error("help_with_an_option", ["generate", "--json", "--help"], reason)
    yield usage_error("webhook_verify_help", ["webhook", "verify", "x", "--help"], reason)


def operands_with_a_dash() -> Iterator[dict]:
    for name, token in OPERANDS_WITH_A_DASH.items():
        yield usage_error(f"verify_dash_{name}", ["verify", USER_ID, token], UNKNOWN)
        yield usage_error(f"diagnose_dash_{name}", ["diagnose", USER_ID, token], UNKNOWN)
        yield ends(f"verify_after_dashes_{name}", ["verify", "--", USER_ID, token], 1, "not valid\n")
    yield usage_error("generate_dash_without_dashes", ["generate", "-42"], UNKNOWN)
    yield usage_error("webhook_verify_dash", ["webhook", "verify", "-x"], UNKNOWN)
    yield usage_error("subscribe_dash", ["subscribe", "-1", "project_7"], UNKNOWN)
    yield ends("generate_options_after_dashes", ["generate", "--", "--json"], 0, token_line("--json"))
    yield ends("verify_dash_alone", ["verify", "-", "-"], 1, "not valid\n")


def usage_errors() -> Iterator[dict]:
    for name, args, reason in USAGE_ERRORS:
        yield usage_error(name, args, reason)
    for option in ("--secret", "--key", "--webhook-secret", "--sdk-secret-key"):
        args = ["diagnose", USER_ID, "x"]
        yield usage_error(f"no_option{option}", [*args, f"{option}=MARKER"], UNKNOWN)
        yield usage_error(f"no_option{option}_apart", [*args, option, "MARKER"], UNKNOWN)


def options() -> Iterator[dict]:
    """The last of two options counts, and the value of --scheme is compared exactly."""
    args = ["generate", USER_ID]
    yield ends("scheme_twice", [*args, f"--scheme={CONCAT}", f"--scheme={HMAC}"], 0, RIGHT[HMAC] + "\n")
    yield rejected("scheme_case", [*args, "--scheme", "HMAC-SHA256"], "unknown_token_scheme")
    yield rejected("scheme_empty", [*args, "--scheme="], "unknown_token_scheme")
