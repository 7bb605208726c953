"""A mistake in what a token was computed from."""

from collections.abc import Mapping
from typing import NamedTuple

from ..mac import CONCAT
from ..samples import KEY, USER_ID


class Mistake(NamedTuple):
    """The token is that of `key` and `user_id`; diagnose is given KEY and USER_ID, unless `given` replaces them."""

    name: str
    code: str
    key: str | bytes
    user_id: str
    given: Mapping[str, object]
    # Under sha256-concat, what stands between the ID and the key could belong to either.
    concat_code: str | None = None

    def code_under(self, scheme: str) -> str:
        return self.concat_code if scheme == CONCAT and self.concat_code else self.code


def wrong_key(
    name: str, code: str, *, used: str | bytes = KEY, given: str = KEY, concat_code: str | None = None
) -> Mistake:
    """The token was computed with the key `used`, and diagnose is given another."""
    return Mistake(f"key_{name}", code, used, USER_ID, {"auth_secret_key": given}, concat_code)


def wrong_id(
    name: str, code: str, *, signed: str = USER_ID, given: str = USER_ID, concat_code: str | None = None, **flags: bool
) -> Mistake:
    """The token was computed from the ID `signed`, and diagnose is given another."""
    return Mistake(f"id_{name}", code, KEY, signed, {"user_id": given, **flags}, concat_code)
