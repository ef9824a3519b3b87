"""Where the packaged program begins: the same as `python -m cp_desktop`."""

import sys

from cp_desktop.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
