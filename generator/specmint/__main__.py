"""`python -m specmint` is `specmint`."""

import sys

from specmint.cli import main

sys.exit(main())
