"""A real language model on loopback: run by the interpreter of an environment of its own, with the folder that holds the weights.

Prints the address it listens on, and ends when its standard input does.
"""

from __future__ import annotations

import sys
from pathlib import Path

CONTEXT_TOKENS = 8192


def main(weights: str) -> None:
    import xllamacpp  # type: ignore[import-not-found]

    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(weights).glob("*.gguf")))
    params.n_ctx, params.n_parallel = CONTEXT_TOKENS, 1
    params.cpuparams.n_threads = 1
    server = xllamacpp.Server(params)
    sys.stdout.write(f"listening {server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
