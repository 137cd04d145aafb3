"""Files and folders -> Documents: the one place that knows file formats and encodings.

`find` names the sources, `read` makes a Document of one. Reading the same bytes always gives the same text: nothing here
looks at the clock, the locale or the network.
"""

from kg.read.formats import MAX_BYTES, SUFFIXES, read
from kg.read.sources import find

__all__ = ["MAX_BYTES", "SUFFIXES", "find", "read"]
