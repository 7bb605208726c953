"""The answers of a web example, as examples/README.md promises them, to a browser.

Expected tokens are CPython's.
"""

import hashlib
import hmac
import http.client
import http.cookiejar
import json
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from pathlib import Path

from scenarios.server import running

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


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Browser:
    """Keeps cookies, follows no redirect, and remembers every byte that it received."""

    def __init__(self, base: str, seen: list[bytes]) -> None:
        self.base, self.seen = base, seen
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar), NoRedirect
        )

    def call(
        self, path: str, form: dict[str, str] | None = None, *, cross_site: bool = False
    ) -> tuple[int, Message, bytes]:
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.base + path, data=data)
        request.add_header("Sec-Fetch-Site", "cross-site" if cross_site else "same-origin")
        # Django wants its cookie repeated in a header. The page can do that, another site's cannot.
        for cookie in self.jar if not cross_site else ():
            if cookie.name == "csrftoken":
                request.add_header("X-CSRFToken", cookie.value or "")
        try:
            response = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            body = response.read()
            self.seen += [body, str(response.headers).encode()]
            return response.status, response.headers, body


class Checks:
    """Raises AssertionError at the first failure, and counts."""

    count = 0

    def __call__(self, condition: bool, failure: str) -> None:
        self.count += 1
        if not condition:
            raise AssertionError(failure)


def check_answers(base: str, scheme: str, check: Checks) -> None:
    seen: list[bytes] = []
    browser = Browser(base, seen)

    def check_private(headers: Message, when: str) -> None:
        given = headers.get("Cache-Control")
        check(given == "no-store, private", f"{when}: Cache-Control is {given}, not no-store, private")

    def check_anonymous(when: str) -> None:
        status, headers, body = browser.call(OPTIONS)
        check(status == 401, f"{when}: {OPTIONS} answers {status}, not 401")
        check_private(headers, when)
        check(json.loads(body) == {"error": "login_required"}, f"{when}: unexpected body")

    status, _, _ = browser.call("/")
    check(status == 200, f"the page answers {status}")
    check_anonymous("before the login")
    for form in ({"username": "alice", "password": "wrong"}, {"username": "nobody", "password": ""}):
        status, _, _ = browser.call("/login", form)
        check(status == 401, f"a wrong login answers {status}, not 401")
    check_anonymous("after wrong logins")

    for site in ("/login", "/logout"):
        alice = {"username": "alice", "password": "wonderland"}
        status, _, _ = browser.call(site, alice, cross_site=True)
        check(status == 403, f"{site} from another site's page answers {status}, not 403")
    check_anonymous("after a login from another site's page")

    def log_in(name: str, password: str) -> None:
        status, _, body = browser.call("/login", {"username": name, "password": password})
        check(status == 204 and body == b"", f"{name}'s login answers {status}, not 204")

    def log_out() -> None:
        status, _, _ = browser.call("/logout", {})
        check(status == 204, f"the logout answers {status}")
        check_anonymous("after the logout")

    for name, (password, user_id, email) in USERS.items():
        log_in(name, password)
        cookies = [cookie for cookie in browser.jar if cookie.name != "csrftoken"]
        check(len(cookies) > 0, "the login sets no cookie")
        for cookie in cookies:
            check(
                any(cookie.has_nonstandard_attr(name) for name in ("HttpOnly", "httponly")),
                "a session cookie without HttpOnly",
            )
        # An ID in the request must change nothing.
        for path in (OPTIONS, f"{OPTIONS}?userId=user_1&user_id=user_1&id=user_1"):
            status, headers, body = browser.call(path)
            check(status == 200, f"{name}: {path} answers {status}")
            check(headers.get_content_type() == "application/json", f"{name}: no JSON")
            check_private(headers, name)
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
        check_private(headers, name)
        check(json.loads(body) == {"error": code}, f"{name}: unexpected body")
        log_out()

    everything = b"".join(seen)
    check(KEY.encode() not in everything and KEY.encode().hex().encode() not in everything, "the key was sent out")


# Paths that must not be served: outside of the page's folder, hidden in it, or not valid as a name.
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
    """Writes a page, with files in and beside its folder that must not be served."""
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


def check_page(port: int, check: Checks) -> None:
    def get(path: str) -> tuple[int, bytes]:
        # urllib would normalise the path.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body

    def check_served() -> None:
        for path, content in (("/", b"<p>the page"), ("/app.js", b"// the script")):
            check(get(path) == (200, content), f"the page: {path} is not served")

    check_served()
    for path in (*NO_FILES, *NO_NAMES):
        status, body = get(path)
        # Some routers redirect to the normalised path first, and some servers reject a path that
        # leaves the root as a bad request.
        redirects = {301, 307, 308} if ".." in path or path.startswith("//") else set()
        allowed = {400, 404} | redirects
        check(status in allowed, f"the page: {path} answers {status}")
        check(HIDDEN not in body, f"the page: {path} is served")
    check_served()


def run(_name: str, command: list[str]) -> str:
    """Runs the server under both schemes, without a page and with one."""
    check = Checks()
    with tempfile.TemporaryDirectory() as folder:
        for scheme, page in (("hmac-sha256", None), ("sha256-concat", write_page(Path(folder)))):
            environment = {
                "NOTIFIZZ_AUTH_SECRET_KEY": KEY,
                "NOTIFIZZ_FRONT_API_KEY": API_KEY,
                "NOTIFIZZ_TOKEN_SCHEME": scheme,
            }
            if page is not None:
                environment["WIDGET_DIR"] = str(page)
            try:
                with running(command, environment, secrets=[KEY]) as port:
                    check_answers(f"http://127.0.0.1:{port}", scheme, check)
                    if page is not None:
                        check_page(port, check)
            except AssertionError as error:
                raise AssertionError(f"under {scheme}: {error}") from error
    return f"{check.count} checks passed, under both schemes, without a page and with one"
