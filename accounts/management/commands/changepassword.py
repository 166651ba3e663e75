import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import set_password


class Command(BaseCommand):
    """Stands before Django's command of the same name, which would neither end keys nor leave a line in the trail."""

    help = "Đặt lại mật khẩu của một tài khoản (hỏi hai lần ở bàn phím), thu hồi khóa truy cập của tài khoản đó."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Không có tài khoản {username}.")
        password = getpass.getpass(f"Mật khẩu mới của {user.full_name}: ")
        if password != getpass.getpass("Nhập lại mật khẩu mới: "):
            raise CommandError("Hai lần nhập không giống nhau; mật khẩu chưa thay đổi.")
        try:
            set_password(user, password, by=None)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"Đã đặt lại mật khẩu của {user.full_name}.")
