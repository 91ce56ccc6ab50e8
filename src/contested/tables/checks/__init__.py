"""In: a folder of tables. Out: what is wrong with it, as problems that name file, row and column, and what to do.

`files` holds the files against `datapackage.json`, `rows` a table against its schema, `twins` a CSV file against its Parquet
file, `across` and `comparison` the tables against one another.
"""
