"""Necker: an open-book AI lab.  The rooms and the direction of their imports are in docs/explanation/house.md."""

__version__ = "0.1.0"
