"""Packs a folder into a .tar.gz: python3 ci/python/reproducible_archive.py FOLDER ARCHIVE

Names, owners, times and the order of files on this machine stay out of it, so that the same files
always make the same archive.
"""

import gzip
import sys
import tarfile
from pathlib import Path


def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    executable = member.isdir() or member.mode & 0o100
    member.mode = 0o755 if executable else 0o644
    return member


def pack(folder: Path, archive: Path) -> None:
    with (
        archive.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            tar.add(path, path.relative_to(folder.parent), recursive=False, filter=anonymous)


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
