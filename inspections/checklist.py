"""What an inspector looks at, one question a step (L26 đ.9; N45 đ.16; T36 đ.21)."""

from django.core.exceptions import ValidationError

from core.text import nfc

QUESTIONS = (
    ("place", "Thực hiện đúng địa điểm được duyệt?"),
    ("machine", "Máy móc, thiết bị mới và đúng hợp đồng (tên, model, số máy, số lượng)?"),
    ("progress", "Tiến độ đúng kế hoạch?"),
    ("counterpart", "Vốn đối ứng đã chi thật?"),
    ("purpose", "Kinh phí dùng đúng mục đích, không trùng nguồn hỗ trợ khác?"),
    ("results", "Đạt chỉ tiêu đề ra (sản phẩm, lao động, môi trường)?"),
    ("books", "Sổ sách, chứng từ đầy đủ?"),
)
ANSWERS = {"YES": "Đúng, đạt", "NO": "Không đúng, chưa đạt", "NA": "Không áp dụng", "UNKNOWN": "Chưa kiểm tra được"}
CODES = dict(QUESTIONS)
NOTE_LENGTH = 1000


def blank():
    """The checklist of a new visit: nothing answered yet."""
    return filled([])


def filled(rows):
    """Every question in order with the answers given; ValidationError for a question or answer that is not ours."""
    given = {}
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, dict) or str(row.get("code")) not in CODES:
            raise ValidationError({"checklist": "Nội dung kiểm tra không hợp lệ: không có câu hỏi này."})
        answer, note = str(row.get("answer") or ""), str(row.get("note") or "")
        if answer not in {"", *ANSWERS} or len(note) > NOTE_LENGTH:
            allowed = f"trả lời {', '.join(ANSWERS)}; ghi chú tối đa {NOTE_LENGTH} chữ"
            raise ValidationError({"checklist": f"“{CODES[row['code']]}”: {allowed}."})
        given[row["code"]] = {"answer": answer, "note": nfc(note).strip()}
    nothing = {"answer": "", "note": ""}
    return [{"code": code, "question": question, **given.get(code, nothing)} for code, question in QUESTIONS]


def answered(rows):
    """How many questions have an answer."""
    return sum(row.get("answer") in ANSWERS for row in rows)


def unanswered(rows):
    """{code: question} of those that still have no answer; all of them for an empty checklist."""
    done = {row["code"] for row in rows if row.get("answer") in ANSWERS}
    return {code: question for code, question in QUESTIONS if code not in done}


def failed(rows):
    return [row for row in rows if row.get("answer") == "NO"]
