"""Nawba: a self-hosted contact centre. The rooms and their order of import stand in the README."""

__version__ = "0.1.0"
