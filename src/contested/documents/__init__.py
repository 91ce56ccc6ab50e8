"""In: a corpus folder or a file, with `documents.csv`. Out: documents with their text as stored, and rejects with their reasons."""

from contested.documents.corpus import Corpus, Reject, iter_corpus, read_corpus
from contested.documents.settings import Columns, Limits, ReadSettings, make_settings

__all__ = ["Columns", "Corpus", "Limits", "ReadSettings", "Reject", "iter_corpus", "make_settings", "read_corpus"]
