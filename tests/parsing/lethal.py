"""Loaded by a worker of the tests: its process ends at once when it parses a document with a certain word."""

import os
import signal

from contested.parsing.batch import Batch, Parser, Rows

if Parser.rows.__name__ == "rows":  # a worker may load this twice
    _rows = Parser.rows

    def _deadly(self: Parser, batch: Batch) -> Rows:
        if any("POISON" in d.text for d in batch.documents):
            os.kill(os.getpid(), signal.SIGKILL)
        return _rows(self, batch)

    Parser.rows = _deadly  # type: ignore[method-assign]
