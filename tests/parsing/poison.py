"""Parses a corpus in two processes, with a parser that ends its process at one word: ``python poison.py SOURCE OUT``."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from contested.parsing import corpus
from contested.parsing.batch import Batch, Parser, Rows, Work, batches, read_sources


class Deadly(Parser):
    """Dies of documents that hold the word."""

    def rows(self, batch: Batch) -> Rows:
        if any("POISON" in d.text for d in batch.documents):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().rows(batch)


class DeadlyWork(Work):
    """Makes such parsers."""

    def parser(self) -> Parser:
        plain = super().parser()
        return Deadly(plain._lexicon, plain._memory)


if __name__ == "__main__":
    corpus.batches = lambda items: batches(items, 300)  # type: ignore[assignment]
    source, out = map(Path, sys.argv[1:])
    counts = corpus.write_corpus(read_sources({"": source}, None, None), out, DeadlyWork(), workers=2)
    print(counts.documents, counts.rejects)
