"""What must not leave the house in words: personal data found and replaced before it is sent.

In: texts of a customer and what they told of themselves, or a file of texts (``personal``).
Out: texts with typed placeholders, what one stands for stays in the process; texts as they may be
searched (``redact_query``); texts without cards' numbers and codes, as they may be kept
(``mask_codes``). Pure, no network. What deletes and exports is in ``actions``.
Called by ``actions`` and the outer rooms, which hand it to the models as a port.
"""

from nawba.privacy.masking import Before, mask_codes, mask_values
from nawba.privacy.querying import redact_query
from nawba.privacy.redaction import redact

__all__ = ["Before", "mask_codes", "mask_values", "redact", "redact_query"]
