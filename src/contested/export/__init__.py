"""In: a folder of tables. Out: the same claims in the forms other tools read, each in a folder of its own, and what it cannot say.

A Frictionless Data Package of the CSV files, HXL-tagged CSV files, GeoJSON of places with their claims, an RO-Crate of the run,
and rows in the manner of UCDP GED and of IDMC's Helix. Nothing is coded that a claim does not support: what a form cannot
express is counted, claim by claim, in `losses.json` and `losses.md` beside it. The documents' own texts are not exported.
"""

from __future__ import annotations

from contested.export.run import FORMATS, export_tables

__all__ = ["FORMATS", "export_tables"]
