"""Tables and rights in one process: script/start runs it as the owner of the tables."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")

import django
from django.core.management import CommandError, call_command


def main(skip):
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if "--no-grants" not in skip:
        call_command("grant_roles", verbosity=0)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CommandError as error:
        sys.exit(str(error))
