"""Inspects the binaries in released packages, for platforms that need not be this machine's:

    ci/python/binaries.py PLATFORMS.json FILE...

Each FILE is a wheel, an npm tarball, a C archive, a jar or a gem; its name, or in a jar the name of the
folder, says which platform of ci/platforms.toml, here as JSON, it is for. Of each library and program in
it are checked: the processor, the oldest system, the libraries that it needs, the functions that it
exports, the signature of arm64 code for macOS, and that it has neither debugging information nor a folder
of the build in it.
"""

import hashlib
import io
import json
import re
import struct
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import lief

ROOT = Path(__file__).parents[2]
C_FUNCTIONS = frozenset((ROOT / "bindings-c/symbols.txt").read_text(encoding="utf-8").split())
RUBY_FUNCTIONS = {
    "notifizz_host_client_init",
    "notifizz_ruby_diagnose",
    "notifizz_ruby_diagnose_dispatch",
    "notifizz_ruby_receive_dispatch",
}
# What Java declares as native.
JAVA = ROOT / "bindings-jvm/src/main/java/notifizz/token"
JAVA_FUNCTIONS = {
    f"Java_notifizz_token_{name}_{method}"
    for name in ("Library", "Keys")
    for method in re.findall(r" native \w+ (\w+)\(", (JAVA / f"{name}.java").read_text(encoding="utf-8"))
}

# What the name of a library says about the functions that it exports.
EXPORTS = {
    r"_native\.": {"PyInit__native"},
    r"notifizz-token\..*\.node$": {"napi_register_module_v1"},
    r"notifizz_token\.": C_FUNCTIONS,
    r"notifizz_token_ruby\.": C_FUNCTIONS | RUBY_FUNCTIONS,
    r"notifizz_token_jvm\.": JAVA_FUNCTIONS,
}
# The other names that linkers for macOS and Windows export on their own: of the file, of Rust's runtime, and
# of MinGW's.
LINKER_NAMES = re.compile(
    r"__mh_dylib_header|___dso_handle|_?rust_eh_personality|_*RN|_?_ZN"
    r"|DllMain|_CRT_INIT|atexit|__mingw_module_is_dll|(__)?unw_getcontext|__libunwind_Registers_\w+"
)

NEEDED = {
    # With musl all of these are libc.so.
    "glibc": {"libc.so.6", "libpthread.so.0", "libdl.so.2", "libm.so.6", "librt.so.1", "libutil.so.1"}
    | {"ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"},
    "musl": {"libc.so"},
    "macos": {"/usr/lib/libSystem.B.dylib", "/usr/lib/libiconv.2.dylib", "/usr/lib/libcharset.1.dylib"},
    "windows": {"kernel32.dll", "ntdll.dll", "bcryptprimitives.dll", "userenv.dll", "ws2_32.dll", "advapi32.dll"}
    | {"python3.dll", "python3t.dll", "python314t.dll"},
}
CPU = {
    "x86_64": {"ARCH.X86_64", "CPU_TYPE.X86_64", "MACHINE_TYPES.AMD64"},
    "aarch64": {"ARCH.AARCH64", "CPU_TYPE.ARM64", "MACHINE_TYPES.ARM64"},
}
# What a file may not name: this checkout, and where others are.
FOLDERS = re.compile(
    re.escape(str(ROOT).encode())
    + rb"[^\0]{0,80}|(?:/root|/home|/Users)/[\w.-]+/[^\0]{0,80}|[A-Z]:\\Users\\[^\0]{0,80}"
)

Platform = dict[str, str]


def members(file: Path) -> Iterator[tuple[str, bytes]]:
    """The files in a package, by name; a gem's are in an archive of their own."""
    if file.suffix in (".whl", ".jar", ".zip"):
        with zipfile.ZipFile(file) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif file.suffix == ".gem":
        with tarfile.open(file) as gem:
            data = gem.extractfile("data.tar.gz")
            assert data is not None
            yield from files_of(io.BytesIO(data.read()))
    else:
        yield from files_of(io.BytesIO(file.read_bytes()))


def files_of(content: io.BytesIO) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=content) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file:
                yield member.name, file.read()


def platform_of(file: Path, name: str, platforms: list[Platform]) -> Platform | None:
    """The platform of a binary, from the name of the package or of its folder in the jar."""
    for platform in platforms:
        ends = (
            f"{platform['wheel']}.whl",
            f"notifizz-token-c-{version(file)}-{platform['name']}.tar.gz",
            f"notifizz-token-{platform['npm']}-{version(file)}.tgz",
            f"-{platform['gem']}.gem",
        )
        if file.name.endswith(ends) or PurePosixPath(name).parent.name == platform["jar"]:
            return platform
    return None


def version(file: Path) -> str:
    found = re.search(r"[0-9]+\.[0-9]+\.[0-9]+", file.name)
    return found[0] if found else ""


def is_binary(content: bytes) -> bool:
    return content[:4] in (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"[::-1]) or content[:2] == b"MZ"


def exports_of(name: str, package: str) -> frozenset[str] | set[str] | None:
    """What a library of this name exports; None for a program."""
    if "abi3t" in package:
        return {"PyModExport__native"}
    base = PurePosixPath(name).name.removeprefix("lib")
    return next((names for pattern, names in EXPORTS.items() if re.match(pattern, base)), None)


def check(name: str, content: bytes, platform: Platform, package: str = "") -> Iterator[str]:
    """What is wrong with a binary."""
    binary = lief.parse(list(content))
    if isinstance(binary, lief.MachO.FatBinary):
        binary = binary.at(0)
    if isinstance(binary, lief.ELF.Binary):
        cpu, needed, problems = binary.header.machine_type, binary.libraries, elf(binary, platform)
        kind = platform["libc"]
    elif isinstance(binary, lief.MachO.Binary):
        cpu, kind, problems = binary.header.cpu_type, "macos", macho(binary, content, platform)
        needed = [
            library.name for library in binary.libraries if library.command != lief.MachO.LoadCommand.TYPE.ID_DYLIB
        ]
    elif isinstance(binary, lief.PE.Binary):
        cpu, kind, problems = binary.header.machine, "windows", pe(binary)
        needed = [library.lower() for library in binary.libraries if not library.lower().startswith("api-ms-win-")]
    else:
        yield "it is no binary that can be read"
        return
    yield from problems
    if str(cpu) not in CPU[platform["arch"]]:
        yield f"it is for {cpu}"
    # A library that names no libc needs none of these.
    for library in sorted(set(map(str, needed)) - NEEDED[kind]):
        yield f"it needs {library}"
    expected = exports_of(name, package)
    if expected is not None:
        if isinstance(binary, lief.MachO.Binary):
            found = {symbol.name for symbol in binary.exported_symbols}
            found = {symbol if LINKER_NAMES.match(symbol) else symbol.removeprefix("_") for symbol in found}
        elif isinstance(binary, lief.PE.Binary):
            export = binary.get_export()
            found = {entry.name for entry in export.entries} if export else set()
        else:
            found = {symbol.name for symbol in binary.exported_symbols}
        yield from (f"it does not export {symbol}" for symbol in sorted(expected - found))
        others = (symbol for symbol in sorted(found - expected) if not LINKER_NAMES.match(symbol))
        yield from (f"it exports {symbol}" for symbol in others)
    folder = FOLDERS.search(content)
    if folder:
        yield f"it names a folder of the build: {folder[0].decode(errors='replace')}"


def elf(binary: lief.ELF.Binary, platform: Platform) -> Iterator[str]:
    floor = tuple(map(int, (platform["minimum"] or "0").split(".")))
    for requirement in binary.symbols_version_requirement:
        for auxiliary in requirement.get_auxiliary_symbols():
            number = re.fullmatch(r"GLIBC_([0-9.]+)", auxiliary.name)
            if platform["libc"] == "musl":
                yield f"it needs {auxiliary.name}, which musl does not have"
            elif number is None or tuple(map(int, number[1].split("."))) > floor:
                yield f"it needs {auxiliary.name}, above GLIBC_{platform['minimum']}"
    for section in binary.sections:
        if section.name.startswith((".debug", ".symtab", ".stab")):
            yield f"it has the section {section.name}"
    for entry in binary.dynamic_entries:
        if entry.tag in (lief.ELF.DynamicEntry.TAG.RPATH, lief.ELF.DynamicEntry.TAG.RUNPATH):
            yield "it has a search path for libraries"


def macho(binary: lief.MachO.Binary, content: bytes, platform: Platform) -> Iterator[str]:
    command = binary.build_version.minos if binary.build_version else None
    minimum = command or (binary.version_min.version if binary.version_min else [0])
    if list(map(int, platform["minimum"].split("."))) != list(minimum)[: len(platform["minimum"].split("."))]:
        yield f"its oldest macOS is {'.'.join(map(str, minimum))}, not {platform['minimum']}"
    for section in binary.sections:
        if section.name.startswith("__debug"):
            yield f"it has the section {section.name}"
    if not binary.has_code_signature:
        if platform["arch"] == "aarch64":
            yield "it has no signature, without which macOS does not load arm64 code"
        return
    yield from signature(content, binary.code_signature.data_offset)


def signature(content: bytes, offset: int) -> Iterator[str]:
    """Computes the hash of each page again, as macOS does before it runs it."""
    magic, _, count = struct.unpack_from(">III", content, offset)
    if magic != 0xFADE0CC0:
        yield "its signature is none"
        return
    directories = 0
    for index in range(count):
        _, start = struct.unpack_from(">II", content, offset + 12 + 8 * index)
        directory = offset + start
        if struct.unpack_from(">I", content, directory)[0] != 0xFADE0C02:
            continue
        directories += 1
        hashes, _, _, pages, limit = struct.unpack_from(">5I", content, directory + 16)
        size, _, _, shift = struct.unpack_from("4B", content, directory + 36)
        if limit != offset:
            yield "its signature does not cover all of it"
        for page in range(pages):
            part = content[page << shift : min((page + 1) << shift, limit)]
            place = directory + hashes + page * size
            if hashlib.sha256(part).digest()[:size] != content[place : place + size]:
                yield f"the signature of page {page} is wrong"
    if not directories:
        yield "its signature has no hashes"


def pe(binary: lief.PE.Binary) -> Iterator[str]:
    if any(entry.type == lief.PE.Debug.TYPES.CODEVIEW for entry in binary.debug):
        yield "it names a file with debugging information"
    for section in binary.sections:
        if section.name.startswith((".debug", "/")):
            yield f"it has the section {section.name}"


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    platforms = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    failed = 0
    for path in arguments[1:]:
        file, count = Path(path), 0
        for name, content in members(file):
            if not is_binary(content) or name.endswith(".class"):
                continue
            count += 1
            platform = platform_of(file, name, platforms)
            problems = (
                ["it is for no platform of the list"]
                if platform is None
                else list(check(name, content, platform, file.name))
            )
            failed += len(problems)
            print(f"{file.name}: {name}: {len(content):,} bytes, {len(problems)} problems")
            for problem in problems:
                print(f"  {problem}")
        if count == 0:
            failed += 1
            print(f"{file.name}: there is no binary in it")
    return min(failed, 1)


if __name__ == "__main__":
    lief.logging.disable()
    sys.exit(main(sys.argv[1:]))
