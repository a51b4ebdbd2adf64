"""``python -m bot`` is the command ``rasid``."""

import sys

from bot.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
