from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from khuyencong.sample import hatinh

SAMPLES = {"hatinh": hatinh.load}


class Command(BaseCommand):
    help = "Nạp dữ liệu mẫu vào cơ sở dữ liệu trống (bản dùng thử)."

    def add_arguments(self, parser):
        parser.add_argument("name", choices=SAMPLES)

    def handle(self, name, **options):
        if not settings.DEMO:
            raise CommandError(
                "Dữ liệu mẫu có các tài khoản với mật khẩu công khai, chỉ nạp vào bản dùng thử (đặt DEMO=True)."
            )
        if User.objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có tài khoản; dữ liệu mẫu chỉ nạp vào cơ sở dữ liệu trống.")
        try:
            SAMPLES[name](say=self.stdout.write)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
