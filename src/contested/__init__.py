"""Contested Figures: tidy, checkable tables of the figures in conflict reporting."""

__version__ = "0.1.0"
