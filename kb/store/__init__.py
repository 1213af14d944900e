"""Where the quads are kept: one named graph an article, and graphs derived from them.

`Store` is the small interface that the rest of the library asks; `EmbeddedStore` keeps the quads
in a folder on this machine; `open_folder` finds or makes that folder. Queries see the union of
all graphs as their default graph.
"""

from kb.store.embedded import EmbeddedStore
from kb.store.folder import DEFAULT_BASE, Folder, check_base, open_folder
from kb.store.interface import Results, Store, Term, write_triples

__all__ = [
    "DEFAULT_BASE",
    "EmbeddedStore",
    "Folder",
    "Results",
    "Store",
    "Term",
    "check_base",
    "open_folder",
    "write_triples",
]
