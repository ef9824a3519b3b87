"""`python -m cp_desktop`, `cp-desktop` and the packaged program begin here: with the command line."""

import sys

from cp_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
