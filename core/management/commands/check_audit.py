from django.core.management.base import BaseCommand, CommandError

from core.audit import broken_links
from core.models import AuditEntry, AuditLink


class Command(BaseCommand):
    help = "Kiểm tra chuỗi nhật ký; nêu tên mắt xích hỏng đầu tiên."

    def handle(self, **options):
        found = broken_links()
        self.stdout.write(f"{AuditEntry.objects.count()} dòng nhật ký, {len(found)} sai lệch.")
        # The chain holds without its last links too: compare with the end that was noted elsewhere the last time.
        if last := AuditLink.objects.order_by("seq").last():
            self.stdout.write(f"Mắt xích cuối: {last.seq} {last.hash}")
        if found:
            raise CommandError("\n".join(found))
