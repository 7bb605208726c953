"""The inputs of a fuzz target, as a file of lines in hex and as a folder of files, which the fuzzer wants:

python3 ci/python/corpus.py unpack core/fuzz/corpus/TARGET.txt FOLDER
python3 ci/python/corpus.py pack core/fuzz/corpus/TARGET.txt FOLDER

Between them, `TARGET -merge=1 -set_cover_merge=1 -use_counters=0 FEWER FOLDER` keeps as few as reach all branches.
"""

import hashlib
import sys
from pathlib import Path


def unpack(file: Path, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    inputs = [bytes.fromhex(line) for line in file.read_text(encoding="ascii").splitlines()]
    for data in inputs:
        (folder / hashlib.sha256(data).hexdigest()).write_bytes(data)
    return len(inputs)


def pack(file: Path, folder: Path) -> int:
    inputs = sorted({path.read_bytes() for path in folder.iterdir()}, key=lambda data: (len(data), data))
    file.write_text("".join(f"{data.hex()}\n" for data in inputs), encoding="ascii")
    return len(inputs)


def main(command: str, file: str, folder: str) -> None:
    commands = {"pack": pack, "unpack": unpack}
    print(f"{file}: {commands[command](Path(file), Path(folder))} inputs")


if __name__ == "__main__":
    main(*sys.argv[1:])
