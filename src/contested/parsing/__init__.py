"""In: documents, however many. Out: tables in a folder, made in one process, in several, or on a cluster; the rows are the same.

Documents are taken in batches (`batch`), each batch becomes sorted runs of rows on disk, and the runs are merged into tables
(`contested.tables.merge`): what is held in memory does not grow with the corpus.
"""
