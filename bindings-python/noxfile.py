"""The tasks of a developer: `nox` runs what a change needs, `nox --list` shows all.

NOTIFIZZ_PACKAGE=installed tests a wheel in place of the source tree: the one that NOTIFIZZ_WHEEL
names, or else a new one.
"""

import os
import shutil
from pathlib import Path

import nox

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "target" / "python"
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]

# Scripts of a virtual environment are run by `python -m`: pip writes them in a way that fails in a
# checkout whose path contains $().
nox.needs_version = ">=2025.2"
nox.options.sessions = ["lint", "types", "stubs", "tests"]
nox.options.envdir = ROOT / "target" / "nox"
nox.options.reuse_venv = "yes"
# A version of Python that the machine does not have is skipped.
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False


def install(session: nox.Session, *requirements: str) -> None:
    constraints = (HERE / "constraints.txt", ROOT / "ci" / "requirements.txt")
    session.install(*(f"--constraint={file}" for file in constraints), *requirements)


def install_package(session: nox.Session, *requirements: str) -> None:
    """Installs the package with all that its suite needs."""
    if os.environ.get("NOTIFIZZ_PACKAGE") != "installed":
        install(session, *requirements, "--editable", f"{HERE}[test]")
        return
    wheel = os.environ.get("NOTIFIZZ_WHEEL")
    if wheel is None:
        folder = empty_folder("wheel")
        session.run("python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(HERE))
        (wheel,) = map(str, folder.iterdir())
    # A wheel of the same version is not installed again without force.
    session.install("--force-reinstall", "--no-deps", wheel)
    install(session, *requirements, f"{wheel}[test]")


def empty_folder(name: str) -> Path:
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@nox.session
def lint(session: nox.Session) -> None:
    """Lints all Python of the repository and checks its format."""
    install(session, "ruff")
    session.chdir(ROOT)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Type-checks the package, its tests and the examples."""
    extras = nox.project.load_toml(HERE / "pyproject.toml")["project"]["optional-dependencies"]
    install(session, "django-stubs", "mypy", "nox", *extras["test"])
    mypy = ("python", "-m", "mypy", "--strict", f"--cache-dir={BUILD / 'mypy'}")
    session.env["MYPYPATH"] = str(HERE / "python")
    session.run(*mypy, "noxfile.py", "python/notifizz_token", "tests")
    # These are programs of their own, whose modules are named from their folder.
    programs = {"": ["conformance.py", "scenarios"], "django": ["."], "fastapi": ["."], "flask": ["."]}
    for folder, files in programs.items():
        session.chdir(ROOT / "examples" / folder)
        session.run(*mypy, *files)


@nox.session
def stubs(session: nox.Session) -> None:
    """Compares the stubs with the Rust sources and the module; `-- --write` regenerates them."""
    install_package(session, "django-stubs", "maturin", "mypy", "ruff")
    folder = empty_folder("stubs")
    generate = ("maturin", "generate-stubs", "--quiet", "--locked", "--profile", "dev", "--features", "stubs")
    session.run(*generate, "--out", str(folder))
    generated = folder / "notifizz_token" / "_native.pyi"
    committed = HERE / "python" / "notifizz_token" / "_native.pyi"
    # By name, because ruff leaves out what is below target.
    session.run("ruff", "check", "--quiet", "--config", str(ROOT / "ruff.toml"), "--fix", "--exit-zero", str(generated))
    session.run("ruff", "format", "--quiet", "--config", str(ROOT / "ruff.toml"), str(generated))
    if "--write" in session.posargs:
        shutil.copyfile(generated, committed)
    elif generated.read_text(encoding="utf-8") != committed.read_text(encoding="utf-8"):
        session.error(f"{committed} is not what the Rust sources say: run `nox -s stubs -- --write`")
    session.chdir("tests")
    stubtest = ("python", "-m", "mypy.stubtest", "--allowlist", "stubtest-allowlist.txt", "notifizz_token")
    session.run(*stubtest, env={"DJANGO_SETTINGS_MODULE": "django.conf.global_settings"})


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Runs the suite, which must cover every line and branch of the source tree. Takes arguments of pytest."""
    install_package(session)
    if os.environ.get("NOTIFIZZ_PACKAGE") == "installed":
        session.run("python", "-m", "pytest", *session.posargs)
        return
    session.env["COVERAGE_FILE"] = str(empty_folder(f"coverage-{session.python}") / "data")
    coverage = ("python", "-m", "coverage")
    session.run(*coverage, "run", "-m", "pytest", *session.posargs)
    if not session.posargs:
        session.run(*coverage, "combine", "--quiet")
        # On Windows the tests that need POSIX are skipped, and with them some lines.
        session.run(*coverage, "report", *(["--fail-under=0"] if os.name != "posix" else []))


# The caches of these versions decide in different ways what to keep.
@nox.session(name="django-lts")
@nox.parametrize("version", ["5.2.8", "5.2.14"])
def django_lts(session: nox.Session, version: str) -> None:
    """Runs the tests of the Django integration with other releases of the LTS."""
    test_django(session, version)


@nox.session(name="django-6.1.3", python=PYTHONS[2:])
def django_newest(session: nox.Session) -> None:
    """Runs the tests of the Django integration with the newest Django."""
    test_django(session, "6.1.3")


def test_django(session: nox.Session, version: str) -> None:
    install_package(session)
    session.install(f"django=={version}")
    session.run("python", "-m", "pytest", "tests/test_django.py", "tests/test_web.py")


@nox.session
def examples(session: nox.Session) -> None:
    """Runs the quickstart, and checks what the web examples answer."""
    install_package(session)
    session.chdir(ROOT / "examples")
    quickstart = ("python", "-I", "quickstart/python/quickstart.py", "user_42")
    token = session.run(*quickstart, env={"NOTIFIZZ_AUTH_SECRET_KEY": "YOUR_AUTH_SECRET_KEY"}, silent=True)
    if token != "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c\n":
        session.error(f"the quickstart prints {token!r}")
    for example, server in {
        "django": "manage.py runserver --noreload {port}",
        "fastapi": "-m uvicorn app:app --port {port}",
        "flask": "-m flask --app app run --port {port}",
    }.items():
        # In a copy, because Django writes a database into it.
        folder = empty_folder(f"examples/{example}")
        shutil.copytree(ROOT / "examples" / example, folder, dirs_exist_ok=True)
        session.chdir(folder)
        session.install("--requirement=requirements.txt")
        if example == "django":
            session.run("python", "manage.py", "migrate", "--verbosity=0", env={"NOTIFIZZ_AUTH_SECRET_KEY": "key"})
        scenarios = ("--scenario=answers", "--scenario=webhook")
        conformance = ("python", str(ROOT / "examples" / "conformance.py"), *scenarios, example)
        session.run(*conformance, "python", *server.split())
