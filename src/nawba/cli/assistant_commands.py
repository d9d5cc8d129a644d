"""Every command of ``nawba assistant``: importing a module adds its own."""

from __future__ import annotations

from nawba.cli import assistant_asking, assistant_gate, assistant_versions
from nawba.cli.assistant import assistant

__all__ = ["assistant", "assistant_asking", "assistant_gate", "assistant_versions"]
