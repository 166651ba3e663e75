from django.core.management.base import BaseCommand, CommandError

from core.audit import broken_links
from core.models import AuditEntry


class Command(BaseCommand):
    help = "Kiểm tra chuỗi nhật ký; nêu tên mắt xích hỏng đầu tiên."

    def handle(self, **options):
        found = broken_links()
        self.stdout.write(f"{AuditEntry.objects.count()} dòng nhật ký, {len(found)} sai lệch.")
        if found:
            raise CommandError("\n".join(found))
