"""The REST schema as a page: read on the server, no script, no outside host."""

from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

# What the first word of a path means to an office.
ROOMS = {
    "token": "Thẻ truy cập", "me": "Tài khoản của tôi", "work": "Việc cần xử lý", "documents": "Văn bản, giấy tờ",
    "book-years": "Sổ năm ngân sách", "norms": "Nội dung và mức chi", "appraisals": "Phiếu thẩm định",
    "plan-opinions": "Ý kiến về dự thảo kế hoạch", "progress-reports": "Báo cáo tiến độ",
    "organisations": "Đơn vị", "areas": "Địa bàn", "users": "Tài khoản",
    "establishments": "Cơ sở công nghiệp nông thôn",
    "projects": "Đề án", "plans": "Kế hoạch năm", "plan-lines": "Nội dung của kế hoạch", "rounds": "Đợt phê duyệt",
    "plan-items": "Đề án trong đợt", "inspections": "Kiểm tra", "findings": "Kiến nghị sau kiểm tra",
    "acceptance-batches": "Đợt nghiệm thu", "acceptances": "Kết quả nghiệm thu", "budgets": "Dự toán, kinh phí",
    "appropriations": "Giao dự toán", "assignments": "Giao dự toán cho đơn vị", "allocations": "Phân bổ dự toán",
    "allocation-sheets": "Bảng phân bổ dự toán", "commitments": "Hợp đồng, giao nhiệm vụ",
    "payments": "Tạm ứng, thanh toán", "settlements": "Quyết toán đề án", "vouchers": "Chứng từ",
    "year-accounts": "Quyết toán năm", "money-back": "Nộp khôi phục, nộp trả",
    "corrections": "Hủy ghi", "register": "Sổ theo dõi đề án",
    "reports": "Báo cáo, biểu mẫu", "schema": "Lược đồ REST",
}  # fmt: skip
VERBS = {
    "GET list": "Danh sách, có lọc và phân trang", "GET one": "Xem một bản ghi", "POST list": "Lập mới",
    "PUT one": "Ghi lại toàn bộ", "PATCH one": "Sửa một số mục",
}  # fmt: skip
ACTIONS = {
    "press": "Thực hiện một bước của quy trình", "steps": "Các bước có thể làm tiếp và điều còn vướng",
    "runway": "Dòng tiền trong năm theo từng khâu", "ceiling": "Mức trần hỗ trợ và các bước tính",
    "appraisals": "Phiếu thẩm định", "progress": "Báo cáo tiến độ", "documents": "Giấy tờ của hồ sơ",
    "papers": "Giấy tờ của hồ sơ", "indicators": "Chỉ tiêu kết quả", "historical": "Nhập hồ sơ năm cũ",
    "identity": "Thay đổi tên, mã số, loại hình", "pdf": "Tải tệp PDF", "docx": "Tải tệp Word",
    "again": "Lập lại báo cáo không xong", "export": "Xuất Excel đúng tập đang lọc", "confirm": "Xác nhận",
    "open": "Mở", "file": "Tải tệp", "withdraw": "Rút", "decide": "Quyết định", "lines": "Nội dung của kế hoạch",
    "opinions": "Ý kiến các sở, ngành", "rounds": "Đợt phê duyệt", "items": "Đề án trong đợt", "include": "Đưa vào đợt",
    "remove": "Đưa ra khỏi đợt", "release": "Trả kinh phí về dự toán", "amend": "Lập bản điều chỉnh",
    "vouchers": "Chứng từ", "findings": "Kiến nghị", "photos": "Ảnh hiện trường", "places": "Nơi nghiệm thu",
    "ask": "Hỏi", "answer": "Trả lời", "disallow": "Xuất toán", "history": "Lịch sử", "check": "Kiểm tra",
    "year": "Theo năm", "scan": "Đưa bản chụp", "scans": "Đưa bản chụp", "me": "Tài khoản của tôi",
    "token": "Lấy thẻ truy cập bằng tên đăng nhập và mật khẩu", "work": "Việc đang chờ người gọi",
    "register": "Các dòng của sổ và số cộng", "schema": "Lược đồ OpenAPI",
}  # fmt: skip
TYPES = {
    "integer": "số nguyên", "number": "số", "string": "chữ", "boolean": "đúng/sai", "array": "danh sách",
    "object": "nhóm mục",
}  # fmt: skip
FORMATS = {"date": "ngày YYYY-MM-DD", "date-time": "thời điểm", "binary": "tệp", "uri": "địa chỉ", "uuid": "mã UUID"}


@dataclass
class Field:
    """A field or parameter as the page tells it."""

    name: str
    kind: str
    label: str = ""
    needed: bool = False
    read_only: bool = False


@dataclass
class Operation:
    """One method of one path."""

    method: str
    path: str
    words: str
    parameters: list = field(default_factory=list)
    body: list = field(default_factory=list)
    answer: list = field(default_factory=list)


@require_GET
def api_docs(request):
    """For staff (administrators) who connect another programme."""
    if not request.user.is_staff:
        raise PermissionDenied("Trang này dành cho quản trị hệ thống.")
    return render(request, "reports/api_docs.html", {"rooms": rooms(SchemaGenerator().get_schema(public=True))})


def rooms(schema):
    """[(name, [Operation])] in the order of the paths."""
    found = {}
    for path, methods in sorted(schema["paths"].items()):
        first = path.removeprefix("/api/v1/").split("/")[0]
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                found.setdefault(ROOMS.get(first, first), []).append(_operation(schema, path, method, operation))
    return list(found.items())


def _operation(schema, path, method, operation):
    content = operation.get("requestBody", {}).get("content", {})
    body = _first_schema(content)
    answers = [answer for code, answer in operation.get("responses", {}).items() if str(code).startswith("2")]
    answer = _first_schema(answers[0].get("content", {})) if answers else {}
    return Operation(
        method.upper(),
        path,
        _words(path, method),
        [
            Field(
                parameter["name"],
                _kind(schema, parameter.get("schema", {})),
                parameter.get("description", "") if parameter["in"] == "query" else "",
                parameter.get("required", False),
            )
            for parameter in operation.get("parameters", [])
        ],
        [row for row in _fields(schema, body) if not row.read_only],
        _fields(schema, answer),
    )


def _words(path, method):
    """What it does, in Vietnamese, by the shape of the path."""
    parts = [part for part in path.removeprefix("/api/v1/").split("/") if part]
    last = next((part for part in reversed(parts) if not part.startswith("{")), "")
    if "press" in parts:
        return ACTIONS["press"]
    if (len(parts) > 1 and not parts[-1].startswith("{") and last in ACTIONS) or parts in ([p] for p in SINGLE):
        return ACTIONS[last]
    place = "one" if parts[-1].startswith("{") else "list"
    return VERBS.get(f"{method.upper()} {place}", "Thực hiện")


SINGLE = ("token", "me", "work", "register", "schema")


def _first_schema(content):
    for media in ("application/json", "multipart/form-data", *content):
        if media in content:
            return content[media].get("schema", {})
    return {}


def _resolved(schema, part):
    """The part itself, its reference followed (one that is wrapped in allOf, too)."""
    while True:
        if "$ref" in part:
            part = schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
        elif len(part.get("allOf", [])) == 1:
            part = {**part["allOf"][0], **{key: value for key, value in part.items() if key != "allOf"}}
        else:
            return part


def _fields(schema, part, depth=2):
    """The fields of an object; of a list or a page of results, those of one row. Groups follow as «group.field»."""
    part = _resolved(schema, part)
    if part.get("type") == "array":
        return _fields(schema, part.get("items", {}), depth)
    properties = part.get("properties", {})
    if set(properties) == {"count", "next", "previous", "results"}:
        return _fields(schema, properties["results"], depth)
    needed = set(part.get("required", []))
    rows = []
    for name, given in properties.items():
        told = _resolved(schema, given)
        label = " · ".join(filter(None, [given.get("title") or told.get("title", ""), given.get("description", "")]))
        read_only = bool(given.get("readOnly") or told.get("readOnly"))
        rows.append(Field(name, _kind(schema, given), label.split("\n")[0], name in needed, read_only))
        if depth:
            several = "[]" if told.get("type") == "array" else ""
            for row in _fields(schema, told, depth - 1):
                rows.append(replace(row, name=f"{name}{several}.{row.name}", read_only=read_only or row.read_only))
    return rows


def _kind(schema, part):
    part = _resolved(schema, part)
    choices = [_resolved(schema, choice) for choice in part.get("oneOf", [])]
    values = part.get("enum") or next((choice["enum"] for choice in choices if choice.get("enum")), None)
    if values:
        return " | ".join(str(value) for value in values if value not in ("", None))
    kind = part.get("type", "object")
    if isinstance(kind, list):
        kind = next(one for one in kind if one != "null")
    if kind == "array":
        return f"danh sách: {_kind(schema, part.get('items', {}))}"
    return FORMATS.get(part.get("format"), TYPES.get(kind, kind))
