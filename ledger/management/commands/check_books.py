from django.core.management.base import BaseCommand, CommandError

from ledger.checking import differences
from ledger.models import Account, Transfer


class Command(BaseCommand):
    help = "Tính lại toàn bộ sổ cái từ các khoản đã ghi, so văn bản với sổ; nêu từng sai lệch."

    def handle(self, **options):
        found = differences()
        self.stdout.write(
            f"{Account.objects.count()} tài khoản, {Transfer.objects.count()} khoản, {len(found)} sai lệch."
        )
        if last := Transfer.objects.last():  # ordered by number; compare with what was noted elsewhere the last time
            self.stdout.write(f"Khoản cuối: {last.pk} {last.seal}")
        if found:
            raise CommandError("\n".join(found))
