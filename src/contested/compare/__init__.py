"""In: the claims of a whole corpus. Out: echoes, cells, discrepancies and alarms.

`statements` says which claims take part; `joins` when two of them are about the same thing; `echoes`, `cells`,
`discrepancies` and `alarms` each make one table; `run` puts them in a row. `conventions` recomputes intervals.
"""

from contested.compare.conventions import apply_convention
from contested.compare.joins import Comparability, join_names
from contested.compare.run import Compared, compare_claims, compare_tables
from contested.compare.why import why_comparable

__all__ = ["Comparability", "Compared", "apply_convention", "compare_claims", "compare_tables", "join_names", "why_comparable"]
