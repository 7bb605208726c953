"""Writes keys of several lengths, and what the library derives from them, into a folder: keys.txt has a key
per line, marks.txt HMAC's two states of each, as they are in memory, and the key itself, in hex."""

import hashlib
import struct
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "vectors"))
from generator.key_states import compress

# RFC 2104 hashes a key of more than 64 bytes first.
LENGTHS = [20, 64, 65, 100, 1000]


def key(length: int) -> str:
    return "".join(hashlib.sha256(f"{length} {part}".encode()).hexdigest() for part in range(16))[:length]


def states(key: bytes) -> list[bytes]:
    block = hashlib.sha256(key).digest() if len(key) > 64 else key
    words = [
        struct.unpack(">8I", compress(bytes(byte ^ pad for byte in block.ljust(64, b"\0")))) for pad in (0x36, 0x5C)
    ]
    return [struct.pack("=8I", *state) for state in words]


folder = Path(sys.argv[1])
keys = [key(length) for length in LENGTHS]
marks = [text.hex() for key in keys for text in (*states(key.encode()), key.encode())]
(folder / "keys.txt").write_text("\n".join(keys), encoding="ascii")
(folder / "marks.txt").write_text("\n".join(marks), encoding="ascii")
