"""Writes a Go module into a folder that Go takes as a module proxy, `GOPROXY=file://FOLDER`:

    ci/python/go_proxy.py MODULE VERSION FOLDER

The archive depends on the content of the module's files only. Go's page on the module proxy protocol
(go.dev/ref/mod) describes the names.
"""

import json
import re
import sys
import zipfile
from pathlib import Path


def write(module: Path, version: str, folder: Path) -> None:
    manifest = (module / "go.mod").read_text(encoding="utf-8")
    (path,) = re.findall(r"^module (\S+)$", manifest, re.MULTILINE)
    versions = folder / re.sub("[A-Z]", lambda letter: f"!{letter[0].lower()}", path) / "@v"
    versions.mkdir(parents=True)
    (versions / "list").write_text(f"v{version}\n", encoding="utf-8")
    (versions / f"v{version}.info").write_text(json.dumps({"Version": f"v{version}"}), encoding="utf-8")
    (versions / f"v{version}.mod").write_text(manifest, encoding="utf-8")
    with zipfile.ZipFile(versions / f"v{version}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in module.rglob("*") if file.is_file()):
            # Of 1980, as all entries without a time of their own.
            entry = zipfile.ZipInfo(f"{path}@v{version}/{file.relative_to(module).as_posix()}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
