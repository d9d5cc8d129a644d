"""From a recording to a redacted transcript: the stages that hear, in their order."""

from __future__ import annotations

from nawba.listening import probe, redacting, speech, transcribing
from nawba.listening.stages import Stage

PROBE = Stage("probe", probe.VERSION, (), probe.probe, facts=("roles", "events"))
SPEECH = Stage("speech", speech.VERSION, ("probe",), speech.detect_speech)
TRANSCRIBE = Stage(
    "transcribe",
    transcribing.VERSION,
    ("probe", "speech"),
    transcribing.transcribe,
    options=("language", "transcriber", "transcriber_model"),
    facts=("language", "roles"),
)
REDACT = Stage(
    "redact",
    redacting.VERSION,
    ("probe", "transcribe"),
    redacting.redact,
    forgets=("transcribe",),
    files=("audio",),
)

STAGES = (PROBE, SPEECH, TRANSCRIBE, REDACT)
"""What is said stands in TRANSCRIBE's document only until REDACT's is kept."""
