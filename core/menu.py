"""The menu as data. Entries name pages by URL name and permission; core never imports the apps behind them.

A page that is not wired in, or not given to this person, is simply not offered.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Entry:
    label: str
    url_name: str
    permission: str = ""  # empty: everybody who is logged in


@dataclass(frozen=True)
class Item:
    """An entry as one person sees it. `count` is what waits there, None when nothing is counted."""

    label: str
    url: str
    current: bool
    count: int | None
    urgent: bool


MENU = (
    ("Tổng quan", (
        Entry("Việc cần xử lý", "reports:home"),
        Entry("Dòng tiền trong năm", "reports:runway", "reports.view_dashboard"),
    )),
    ("Chương trình", (
        Entry("Kế hoạch khuyến công năm", "plans:list", "plans.view_annualplan"),
        Entry("Sổ theo dõi đề án", "reports:register", "projects.view_project"),
        Entry("Hồ sơ đề án", "projects:list", "projects.view_project"),
        Entry("Đợt phê duyệt đề án", "plans:rounds", "plans.view_approvalround"),
        Entry("Cơ sở công nghiệp nông thôn", "establishments:list", "establishments.view_establishment"),
    )),
    ("Kinh phí", (
        Entry("Dự toán và phân bổ", "budgets:estimate", "budgets.view_money"),
        Entry("Hợp đồng, giao nhiệm vụ", "budgets:commitments", "budgets.view_money"),
        Entry("Tạm ứng, thanh toán", "budgets:payments", "budgets.view_money"),
        Entry("Quyết toán", "budgets:settlements", "budgets.view_settlement"),
        Entry("Thu hồi, nộp trả", "budgets:owed", "budgets.view_money"),
        Entry("Đối chiếu Kho bạc", "budgets:treasury", "budgets.view_money"),
        Entry("Kết thúc năm, khóa sổ", "budgets:year_end", "budgets.view_money"),
    )),
    ("Giám sát", (
        Entry("Kiểm tra, giám sát", "inspections:list", "inspections.view_inspection"),
        Entry("Nghiệm thu", "inspections:batches", "inspections.view_acceptance"),
    )),
    ("Báo cáo", (
        Entry("Báo cáo, biểu mẫu", "reports:runs", "reports.run_report"),
        Entry("Nội dung và mức chi", "norms:book", "norms.view_normset"),
    )),
    ("Hệ thống", (
        Entry("Danh mục, tài khoản", "admin:index", "accounts.change_user"),
        Entry("Giao diện REST", "reports:api_docs", "accounts.change_user"),
    )),
)  # fmt: skip

URGENT = frozenset({"reports:home"})  # what waits for me; elsewhere a count only informs
SEARCH = ("reports:search", "projects:list")  # the first that exists takes the words of the search box
ACCOUNT = "accounts:me"

_counts: dict[str, Callable] = {}


def register_count(url_name, count):
    """Let an app say how much waits behind an entry: `count(user, year) -> int`, within the person's reach.

    Called from AppConfig.ready(); the figure stands beside the entry on every page, so it must be one cheap query.
    """
    _counts[url_name] = count


def address(url_name):
    """The page's path, or None when no page of that name is wired in."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def menu_for(user, path, year):
    """[(group, [Item, …])] for this person; the entry whose path is the longest beginning of `path` is current."""
    groups = [(group, [entry for entry in entries if _offered(entry, user)]) for group, entries in MENU]
    addresses = {entry: url for _, entries in groups for entry in entries if (url := address(entry.url_name))}
    here = max((url for url in addresses.values() if _leads_to(url, path)), key=len, default=None)
    items = [
        (
            group,
            [
                Item(
                    entry.label,
                    addresses[entry],
                    addresses[entry] == here,
                    _counts[entry.url_name](user, year) if entry.url_name in _counts else None,
                    entry.url_name in URGENT,
                )
                for entry in entries
                if entry in addresses
            ],
        )
        for group, entries in groups
    ]
    return [(group, entries) for group, entries in items if entries]


def _offered(entry, user):
    return not entry.permission or user.has_perm(entry.permission)


def _leads_to(url, path):
    """The first page's address "/" leads to itself only, every other also to what lies below it."""
    return path == url or (url != "/" and path.startswith(url))
