"""What must not leave the house in words: personal data found and replaced before it is sent.

In: texts of a customer and what they told of themselves, or a file of texts (``personal``).
Out: texts with typed placeholders; what one stands for stays in the process, cards for ever.
No network. Retention, export and erasure will live here too.
Called by ``assistant`` and the outer rooms, which hand it to the models as a port.
"""

from nawba.privacy.redaction import redact

__all__ = ["redact"]
