"""Prints the hashed token of a user ID: python quickstart.py user_42"""

import os
import sys

from notifizz_token import NotifizzClient, NotifizzTokenError

if len(sys.argv) < 2:
    sys.exit("usage: python quickstart.py USER_ID [SCHEME]")
user_id, *rest = sys.argv[1:]
token_scheme = rest[0] if rest else "hmac-sha256"

try:
    # From the environment or a secret store, never from an argument: those show in `ps`.
    client = NotifizzClient(os.environ.get("NOTIFIZZ_AUTH_SECRET_KEY", ""), token_scheme=token_scheme)
    print(client.generate_hashed_token(user_id))
except NotifizzTokenError as error:
    sys.exit(str(error))
