"""What must not leave the house in words: personal data found and replaced before it is sent.

In: texts of a customer and what they told of themselves. Out: texts with typed placeholders.
What a placeholder stands for stays in the process; card numbers are never put back.
Pure: no files, no network. Retention, export and erasure will live here too.
Called by ``assistant`` and the outer rooms, which hand it to the models as a port.
"""

from nawba.privacy.redaction import redact

__all__ = ["redact"]
