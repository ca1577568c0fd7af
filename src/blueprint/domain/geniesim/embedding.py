"""A text embedding that comes with the program: hashed n-grams. It compares spelling, it has learned nothing, and it is named so.

Words and their letter trigrams are hashed to 256 signed buckets (feature hashing: K. Weinberger et al., "Feature Hashing for Large Scale
Multitask Learning", ICML 2009), and the vector is brought to unit length.
"""

from __future__ import annotations

import hashlib
import math
import re

from blueprint.core.errors import ContractError

HASHED_NGRAMS = "hashed-ngrams-v1"
MODELS = (HASHED_NGRAMS,)
DIMENSIONS = 256


def known_model(name: str) -> str:
    """Raises ContractError with the models there are."""
    if name not in MODELS:
        raise ContractError("genie-sim-export-job", "EMBEDDING_MODEL", f"one of {', '.join(MODELS)}", name)
    return name


def embed(text: str) -> tuple[float, ...]:
    """(256,) of unit length; zeros for a text without letters or digits."""
    vector = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", text.lower()):
        framed = f"<{word}>"
        for piece in (word, *(framed[at : at + 3] for at in range(len(framed) - 2))):
            digest = hashlib.blake2b(piece.encode(), digest_size=8).digest()
            vector[int.from_bytes(digest[:4], "big") % DIMENSIONS] += 1.0 if digest[4] & 1 else -1.0
    length = math.sqrt(sum(value * value for value in vector))
    return tuple(round(value / length, 6) + 0.0 for value in vector) if length else tuple(vector)
