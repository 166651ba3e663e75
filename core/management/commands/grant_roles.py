"""Give the program's database role exactly what it needs; run by the owner of the tables after every migration.

What is ordinary may be read and written. What an app's `grants.py` names is narrower; the module may hold

    APPEND_ONLY = {"table": ("column", …) or None}   read, and add rows (only these columns; None: every column)
    READ_ONLY = ["table", …]                         read only: rows come from the database's own triggers
    MAY_UPDATE = {"table": ("column", …)}            additionally change these columns of such a table

so that no app names another's tables. Nobody gets TRUNCATE, REFERENCES or TRIGGER, and the role may create nothing.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

BOOKKEEPING_OF_MIGRATE = "django_migrations"


def declared():
    """The apps' declarations put together: (append_only, read_only, may_update)."""
    append_only, read_only, may_update = {}, {BOOKKEEPING_OF_MIGRATE}, {}
    for config in apps.get_app_configs():
        name = f"{config.name}.grants"
        if find_spec(name):
            module = import_module(name)
            append_only |= getattr(module, "APPEND_ONLY", {})
            read_only |= set(getattr(module, "READ_ONLY", ()))
            may_update |= getattr(module, "MAY_UPDATE", {})
    return append_only, read_only, may_update


def columns(names):
    """A column list for GRANT: nothing for None (the whole table)."""
    quote = connection.ops.quote_name
    return "" if names is None else f" ({', '.join(quote(name) for name in names)})"


def rights(table, append_only, read_only, may_update):
    """The privileges of the program's role on one table, as GRANT spells them."""
    update = [f"UPDATE{columns(may_update[table])}"] if table in may_update else []
    if table in append_only:
        return ["SELECT", f"INSERT{columns(append_only[table])}", *update]
    if table in read_only:
        return ["SELECT", *update]
    return ["SELECT", "INSERT", "UPDATE", "DELETE"]


class Command(BaseCommand):
    help = "Cấp quyền trên cơ sở dữ liệu cho vai trò của chương trình; chạy bằng vai trò sở hữu, sau migrate."

    def handle(self, *args, **options):
        role = settings.DATABASE_APP_ROLE
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
            if not cursor.fetchone():
                raise CommandError(
                    f"Vai trò {role} phải có sẵn và khác vai trò sở hữu đang chạy lệnh này "
                    "(đặt DATABASE_OWNER_URL cho chủ sở hữu, DATABASE_APP_ROLE cho chương trình)."
                )
            cursor.execute("SELECT current_database()")
            cursor.execute(f"GRANT CONNECT ON DATABASE {quote(cursor.fetchone()[0])} TO {quote(role)}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quote(role)}")
            cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {quote(role)}")

            cursor.execute(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') "
                "AND pg_has_role(c.relowner, 'MEMBER')"
            )
            tables = sorted(name for (name,) in cursor.fetchall())
            append_only, read_only, may_update = declared()
            unknown = sorted((set(append_only) | read_only | set(may_update)) - set(tables))
            if unknown:
                raise CommandError(f"grants.py nêu bảng không có trong cơ sở dữ liệu: {', '.join(unknown)}.")
            for table in tables:
                given = ", ".join(rights(table, append_only, read_only, may_update))
                cursor.execute(f"GRANT {given} ON {quote(table)} TO {quote(role)}")
            # nextval for identity columns; never setval, which would need UPDATE.
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}")
        if options["verbosity"]:
            self.stdout.write(f"Đã cấp quyền cho {role} trên {len(tables)} bảng.")
