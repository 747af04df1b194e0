"""The compiled inner loops of the search: the best programmes of one learner in one stretch at given prices.

Plain arrays in, plain arrays out; what they mean is said in `pack.py`. Compiled by numba, once for a machine: the
compiled code is kept beside the sources under a name made from them, because numba itself would go on using a
caller's old code when only what it calls has changed.
"""

from hashlib import sha256
from pathlib import Path

import numba

_HERE = Path(__file__).parent
_SOURCES = sha256(b"".join(p.read_bytes() for p in sorted(_HERE.glob("*.py")))).hexdigest()[:16]
vars(numba.config)["CACHE_DIR"] = str(_HERE / "__pycache__" / _SOURCES)
