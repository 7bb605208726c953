"""Packs a folder into an archive that depends on the content of the files only, not on the time, the
user or the order of the file system:

    ci/python/archive.py FOLDER FILE.tar.gz

The folder in the archive has the name of the file.
"""

import gzip
import sys
import tarfile
from pathlib import Path


def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


def pack(folder: Path, file: Path) -> None:
    name = file.name.removesuffix(".tar.gz")
    with (
        file.open("wb") as output,
        gzip.GzipFile(filename="", fileobj=output, mode="wb", mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        # Adds what is in a folder in the order of its names.
        archive.add(folder, name, filter=anonymous)


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
