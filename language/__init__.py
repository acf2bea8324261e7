"""What Amends knows of human languages: telling them apart, wording messages, formats.

Used by the engine (Python 3.10) and by everything else (3.11 and later); depends on neither.
"""

from language.catalogue import Catalogue
from language.errors import WordingError
from language.identification import Identification, Identifier
from language.names import (
    DEFAULT,
    SUPPORTED,
    direction,
    name_in,
    native_name,
    supported_or_default,
)
from language.tones import PROBLEMS, Tone

__all__ = [
    "DEFAULT",
    "PROBLEMS",
    "SUPPORTED",
    "Catalogue",
    "Identification",
    "Identifier",
    "Tone",
    "WordingError",
    "direction",
    "name_in",
    "native_name",
    "supported_or_default",
]
