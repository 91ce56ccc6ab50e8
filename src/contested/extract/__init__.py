"""In: a `TextView`. Out: figures, then what modifies them: attribution, place, period, status, aspect."""
