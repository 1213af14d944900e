"""Finding dates in text, and holding them as precisely as they are known."""

from kb.dates.document_time import find_document_time
from kb.dates.find import find_dates
from kb.dates.mention import DateMention, DocumentTime
from kb.dates.partial import PartialDate

__all__ = ["DateMention", "DocumentTime", "PartialDate", "find_dates", "find_document_time"]
