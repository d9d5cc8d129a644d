"""What must not leave the house in words, or be kept at all: personal data found and replaced.

In: texts of a customer and what they told of themselves, or a file of texts (``personal``).
Out: texts with typed placeholders, as they may be searched (``redact_query``), as they may be kept,
without numbers and codes of cards (``mask_codes``). What deletes and exports is in ``actions``.
Pure, no network. Called by ``actions`` and the outer rooms, which hand it to the models as a port.
"""

from nawba.privacy.masking import Before, mask_codes, mask_values
from nawba.privacy.querying import redact_query
from nawba.privacy.redaction import redact

__all__ = ["Before", "mask_codes", "mask_values", "redact", "redact_query"]
