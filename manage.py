#!/usr/bin/env python
"""Django's command line. Commands that change the shape of the database run as its owner."""

import os
import sys

# The program's own role may not alter tables (docs/kien-truc.md, "Hai vai trò cơ sở dữ liệu").
OWNER_COMMANDS = {"migrate", "sqlmigrate", "squashmigrations", "grant_roles"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")
    if OWNER_COMMANDS & set(sys.argv[1:2]) and os.environ.get("DATABASE_OWNER_URL"):
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
