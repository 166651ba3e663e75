from django.core.management.base import BaseCommand

from norms.loading import load_norms


class Command(BaseCommand):
    help = "Nạp văn bản, nội dung hỗ trợ, mức chi, giấy tờ, thời hạn gốc; dòng đã có thì giữ nguyên và báo chỗ khác."

    def handle(self, *args, **options):
        outcome = load_norms()
        for label, count in outcome.created.items():
            self.stdout.write(f"{label}: thêm {count}")
        if not outcome.total:
            self.stdout.write("Không có gì mới.")
        for sentence in outcome.differences:
            self.stdout.write(f"Khác: {sentence}")
