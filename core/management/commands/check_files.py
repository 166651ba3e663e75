from django.core.management.base import BaseCommand, CommandError

from core.documents import check_files


class Command(BaseCommand):
    help = "So từng tệp đã lưu với mã SHA-256 của tài liệu: mất, bị đổi, hoặc không thuộc tài liệu nào."

    def handle(self, *args, **options):
        found = 0
        for problem in check_files():
            self.stdout.write(problem.sentence)
            found += 1
        if found:
            raise CommandError(f"{found} tệp có vấn đề.")
        self.stdout.write("Mọi tệp đều đúng với tài liệu.")
