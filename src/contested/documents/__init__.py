"""In: a corpus folder or a file, with `documents.csv`. Out: documents with their text as stored, and rejects with their reasons."""

from contested.documents.corpus import Corpus, Reject, read_corpus

__all__ = ["Corpus", "Reject", "read_corpus"]
