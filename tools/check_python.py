"""Say in plain words what is missing before anything is installed; runs on any Python 3."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is for the Pythons that are too old
    sys.exit(
        "Samverka needs Python 3.11 or newer; this is {}.{}. Name a newer one: make demo PYTHON=python3.12".format(
            *sys.version_info[:2]
        )
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit("Python lacks its venv module. On Debian and Ubuntu: apt install python3-venv, then run make again.")
