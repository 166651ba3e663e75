"""Tables and rights in one process: script/start runs it as the owner of the tables."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.settings")

import django
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.loader import MigrationLoader

TOO_OLD = (
    "Cơ sở dữ liệu do một bản mã cũ hơn, đang làm dở, tạo ra; bản này không nâng cấp tiếp được và không thay đổi gì "
    "trong đó. Hãy chạy bản mã đã tạo ra nó, hoặc bắt đầu lại: script/start --fresh."
)


def from_before_the_tables_were_written_anew():
    """Whether only a part of what `replaces` names was applied here: Django would leave such tables as they are."""
    try:
        loader = MigrationLoader(connection)
    except NodeNotFoundError:
        return True
    return any(name not in loader.graph.nodes for name in loader.replacements)


def main(skip):
    django.setup()
    if from_before_the_tables_were_written_anew():
        raise CommandError(TOO_OLD)
    call_command("migrate", verbosity=0, interactive=False)
    if "--no-grants" not in skip:
        call_command("grant_roles", verbosity=0)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CommandError as error:
        sys.exit(str(error))
