import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Organisation
from accounts.services import create_user, grant_role


class Command(BaseCommand):
    help = "Lập tài khoản quản trị đầu tiên (hỏi mật khẩu ở bàn phím)."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--ho-ten", dest="full_name", required=True)
        parser.add_argument("--don-vi", dest="organisation", required=True, help="tên đơn vị, lập mới nếu chưa có")

    def handle(self, username, full_name, organisation, **options):
        try:
            with transaction.atomic():
                office, _ = Organisation.objects.get_or_create(
                    name=organisation, defaults={"short_name": organisation[:100], "kind": Organisation.Kind.DOIT}
                )
                user = create_user(username, getpass.getpass("Mật khẩu: "), organisation=office, full_name=full_name)
                grant_role(user, "ADMINISTRATOR")
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"Đã lập tài khoản {username}.")
