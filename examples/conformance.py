#!/usr/bin/env python3
"""Starts a web example and drives it over HTTP as a browser would:

    ci/drive-example NAME COMMAND...

The command gets PORT and the NOTIFIZZ_ variables in its environment and serves on 127.0.0.1 until
it is told to stop. What every web example answers (examples/README.md) is checked here; expected
tokens are CPython's.
"""

import hashlib
import hmac
import http.client
import http.cookiejar
import json
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from server import running

KEY, API_KEY = "EXAMPLE_AUTH_SECRET_KEY_7f3b", "EXAMPLE_FRONT_API_KEY"
USERS = {
    "alice": ("wonderland", "user_42", "alice@example.com"),
    "bob": ("builder", "user_43", "bob@example.com"),
}
# Accounts for which there is no token: two without an ID, which must not share one, and one without
# an e-mail address.
INCOMPLETE = {
    "carol": ("unsaved", "empty_user_id"),
    "dave": ("unsaved", "empty_user_id"),
    "erin": ("postless", "empty_user_email"),
}
OPTIONS = "/notifizz/widget-options"


def token(scheme: str, user_id: str) -> str:
    if scheme == "hmac-sha256":
        return hmac.new(KEY.encode(), user_id.encode(), hashlib.sha256).hexdigest()
    return hashlib.sha256((user_id + KEY).encode()).hexdigest()


class Browser:
    """Keeps cookies, follows nothing, and remembers every byte it got."""

    def __init__(self, base: str, seen: list[bytes]) -> None:
        self.base, self.seen = base, seen
        self.jar = http.cookiejar.CookieJar()

        class NoRedirect(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: object) -> None:
                return None

        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar), NoRedirect
        )

    def call(self, path: str, form: dict[str, str] | None = None, *, cross_site: bool = False):
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.base + path, data=data)
        request.add_header("Sec-Fetch-Site", "cross-site" if cross_site else "same-origin")
        # As the page does, and another site's cannot: Django wants its cookie repeated in a header.
        for cookie in self.jar if not cross_site else ():
            if cookie.name == "csrftoken":
                request.add_header("X-CSRFToken", cookie.value or "")
        try:
            response = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            response = error
        body = response.read()
        self.seen += [body, str(response.headers).encode()]
        return response.status, response.headers, body


checks = 0


def check(condition: bool, what: str) -> None:
    global checks  # noqa: PLW0603
    checks += 1
    if not condition:
        raise AssertionError(what)


def drive(base: str, scheme: str) -> None:
    seen: list[bytes] = []
    browser = Browser(base, seen)

    def anonymous(when: str) -> None:
        status, headers, body = browser.call(OPTIONS)
        check(status == 401, f"{when}: {OPTIONS} answers {status}, not 401")
        check("no-store" in headers.get("Cache-Control", ""), f"{when}: no Cache-Control: no-store")
        check(json.loads(body) == {"error": "login_required"}, f"{when}: unexpected body")

    status, _, _ = browser.call("/")
    check(status == 200, f"the page answers {status}")
    anonymous("before the login")
    for form in ({"username": "alice", "password": "wrong"}, {"username": "nobody", "password": ""}):
        status, _, _ = browser.call("/login", form)
        check(status == 401, f"a wrong login answers {status}, not 401")
    anonymous("after wrong logins")

    for site in ("/login", "/logout"):
        alice = {"username": "alice", "password": "wonderland"}
        status, _, _ = browser.call(site, alice, cross_site=True)
        check(status == 403, f"{site} from another site's page answers {status}, not 403")
    anonymous("after a login from another site's page")

    def log_in(name: str, password: str) -> None:
        status, _, body = browser.call("/login", {"username": name, "password": password})
        check(status == 204 and body == b"", f"{name}'s login answers {status}, not 204")

    def log_out() -> None:
        status, _, _ = browser.call("/logout", {})
        check(status == 204, f"the logout answers {status}")
        anonymous("after the logout")

    for name, (password, user_id, email) in USERS.items():
        log_in(name, password)
        cookies = [cookie for cookie in browser.jar if cookie.name != "csrftoken"]
        check(len(cookies) > 0, "the login sets no cookie")
        for cookie in cookies:
            check(
                cookie.has_nonstandard_attr("HttpOnly") or cookie.has_nonstandard_attr("httponly"),
                "a session cookie without HttpOnly",
            )
        # An ID in the request must change nothing.
        for path in (OPTIONS, f"{OPTIONS}?userId=user_1&user_id=user_1&id=user_1"):
            status, headers, body = browser.call(path)
            check(status == 200, f"{name}: {path} answers {status}")
            check(headers.get_content_type() == "application/json", f"{name}: no JSON")
            check("no-store" in headers.get("Cache-Control", ""), f"{name}: no Cache-Control: no-store")
            expected = {
                "apiKey": API_KEY,
                "authType": "backendToken",
                "token": token(scheme, user_id),
                "userId": user_id,
                "userEmail": email,
            }
            check(json.loads(body) == expected, f"{name}: unexpected widget options")
        log_out()

    for name, (password, code) in INCOMPLETE.items():
        log_in(name, password)
        status, headers, body = browser.call(OPTIONS)
        check(status == 409, f"{name}: {OPTIONS} answers {status}, not 409")
        check(headers.get_content_type() == "application/json", f"{name}: no JSON")
        check("no-store" in headers.get("Cache-Control", ""), f"{name}: no Cache-Control: no-store")
        check(json.loads(body) == {"error": code}, f"{name}: unexpected body")
        log_out()

    everything = b"".join(seen)
    check(KEY.encode() not in everything and KEY.encode().hex().encode() not in everything, "the key was sent out")


# What a page's folder does not offer: names outside of it, hidden ones, and what is no name.
NO_FILES = (
    "/absent.js",
    "/.env",
    "/%2eenv",
    "/.hidden/app.js",
    "/link.js",
    "/folder/app.js",
    "/../outside/app.js",
    "/%2e%2e/outside/app.js",
    "/..%2foutside%2fapp.js",
    "/..%5coutside%5capp.js",
    "/app.js/../../outside/app.js",
    "//outside/app.js",
)
NO_NAMES = ("/%00", "/app.js%00", "/%00/app.js", "/%ff", "/%c0%ae%c0%ae/outside/app.js", "/%", "/%zz")
HIDDEN = b"NOT_OF_THE_PAGE"


def write_page(folder: Path) -> Path:
    """A page with what must not be served in it and beside it."""
    page, outside = folder / "page", folder / "outside"
    for directory in (page, page / ".hidden", outside):
        directory.mkdir()
        (directory / "app.js").write_bytes(HIDDEN)
    (page / "index.html").write_text("<p>the page", encoding="utf-8")
    (page / "app.js").write_text("// the script", encoding="utf-8")
    (page / ".env").write_bytes(HIDDEN)
    (page / "link.js").symlink_to("../outside/app.js")
    (page / "folder").symlink_to("../outside")
    return page


def drive_page(port: int) -> None:
    def get(path: str) -> tuple[int, bytes]:
        # Not with urllib, which would tidy up the path.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body

    def served() -> None:
        for path, content in (("/", b"<p>the page"), ("/app.js", b"// the script")):
            check(get(path) == (200, content), f"the page: {path} is not served")

    served()
    for path in (*NO_FILES, *NO_NAMES):
        status, body = get(path)
        # Some routers first redirect to the path without its dots and doubled slashes, and some
        # servers call a path that leaves the root a bad request.
        tidied = {301, 307, 308} if ".." in path or path.startswith("//") else set()
        allowed = {400, 404} | tidied
        check(status in allowed, f"the page: {path} answers {status}")
        check(HIDDEN not in body, f"the page: {path} is served")
    served()


def run(command: list[str], scheme: str, page: Path | None) -> None:
    environment = {
        "NOTIFIZZ_AUTH_SECRET_KEY": KEY,
        "NOTIFIZZ_FRONT_API_KEY": API_KEY,
        "NOTIFIZZ_TOKEN_SCHEME": scheme,
    }
    if page is not None:
        environment["WIDGET_DIR"] = str(page)
    with running(command, environment, secrets=[KEY]) as port:
        drive(f"http://127.0.0.1:{port}", scheme)
        if page is not None:
            drive_page(port)


def main() -> int:
    name, *command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        page = write_page(Path(folder))
        for scheme, served in (("hmac-sha256", None), ("sha256-concat", page)):
            try:
                run(command, scheme, served)
            except AssertionError as error:
                print(f"{name}, {scheme}: {error}", file=sys.stderr)
                return 1
    print(f"{name}: {checks} checks passed, under both schemes, without a page and with one")
    return 0


if __name__ == "__main__":
    sys.exit(main())
