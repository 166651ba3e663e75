"""The database's refusals in the words of the office: rule, what was found, what is needed."""

import re

from django.core.exceptions import ValidationError

from core.money import dong
from ledger.stages import Kind

LIMIT = "ledger_account_balance_not_negative"
ALREADY_REVERSED = "Việc này đã được hủy ghi rồi; mỗi việc chỉ hủy ghi một lần và bút toán hủy ghi không bị hủy nữa."
TWO_PEOPLE = "Mở lại sổ đã khóa cần hai người khác nhau: người đề nghị và người cho mở."
STAYS = "Sổ cái chỉ ghi thêm: không sửa, không xóa. Ghi sai thì hủy ghi cả việc rồi ghi lại."

# Rule in the database -> sentence. {kind}, {source}, {target}, {amount} are those of the refused line.
SENTENCES = {
    "ledger_arrow": "Không có đường tiền “{kind}” từ {source} đến {target}.",
    "ledger_one_book": "Hai đầu của một khoản phải cùng năm ngân sách và cùng nguồn: {source} → {target}.",
    "ledger_book_open": "Sổ năm {year} đã khóa, không ghi thêm được. Khoản bị từ chối: {kind} {amount} từ {source}.",
    "ledger_one_unit": "“{kind}” phải trong cùng một đơn vị dự toán; {source} và {target} khác đơn vị.",
    "ledger_one_subject": "Tiền của hợp đồng, nhiệm vụ nào phải theo hợp đồng, nhiệm vụ đó: {source} → {target}.",
    "ledger_commitment_of_project": "Hợp đồng, nhiệm vụ không thuộc đề án này: {source} → {target}.",
    "ledger_release_where_reserved": (
        "Tiền bố trí từ đâu trả về đó: không trả được {amount} từ {source} về {target} vì quá số đã lấy từ đó."
    ),
    "ledger_carry_pair": (
        "Chuyển nguồn phải đủ cặp: ra khỏi năm cũ và vào đúng ngăn ấy của năm sau, cùng nguồn, cùng đơn vị, cùng đối "
        "tượng và cùng số tiền."
    ),
    "ledger_claim_of_closed_year": (
        "Chỉ ghi phải thu hồi của năm đã quyết toán khi đối tượng có tiền trong một năm trước đã khóa sổ: {target}."
    ),
    "ledger_claim_within_settled": (
        "Chỉ ghi phải thu hồi trong số đã quyết toán ở các năm đã khóa sổ: {target} còn ghi được {left}, cần {amount}."
    ),
    "ledger_reversal_once": ALREADY_REVERSED,
    "ledger_reversal_confirmed": (
        "Bút toán của một văn bản, hồ sơ chỉ hủy ghi qua đề nghị hủy ghi: một người đề nghị, người khác xác nhận."
    ),
    "ledger_reversal_opposite": "Bút toán hủy ghi phải ngược đúng khoản đã ghi: cùng loại, cùng số tiền.",
    "ledger_reversal_whole": "Hủy ghi phải hủy cả việc, không hủy riêng từng khoản.",
    "ledger_act_at_once": "Các khoản của một việc phải ghi cùng một lúc.",
    "ledger_act_not_empty": "Việc ghi sổ phải có ít nhất một khoản.",
    "ledger_account_subject": "Ngăn của sổ không đúng loại đối tượng (nội dung, đề án, hợp đồng): {places}.",
    "ledger_account_undivided_or_not": "Ngăn của sổ không đúng loại đối tượng (nội dung, đề án, hợp đồng): {places}.",
    "ledger_subject_commitment_has_project": "Hợp đồng, nhiệm vụ phải thuộc một đề án.",
    "ledger_subject_stays": "Đối tượng đã ghi sổ giữ nguyên loại, mã và đề án của nó.",
    "ledger_transfer_accounts": "Không có tài khoản sổ cái này.",
    "ledger_transfer_amount_positive": "{kind} từ {source}: số tiền là {amount}, phải lớn hơn 0.",
    "ledger_transfer_two_accounts": "{kind}: nơi đi và nơi đến phải khác nhau, cả hai đang là {source}.",
    "ledger_bookyear_reopened_by_two_people": TWO_PEOPLE,
    "ledger_bookyear_stays": "Sổ đã có tiền thì giữ nguyên năm và nguồn kinh phí.",
    "ledger_bookyear_once": "Năm và nguồn kinh phí này đã có sổ.",
    "ledger_bookyear_sensible": "Năm ngân sách phải từ 2000 đến 2100.",
    "ledger_keep": STAYS,
    "ledger_read_committed": "Sổ cái chỉ ghi trong giao dịch READ COMMITTED.",
}

BY_STATE = {
    "22003": "Số tiền quá lớn, sổ không chứa được.",
    "40001": "Sổ đang được người khác ghi; hãy thử lại.",
    "40P01": "Sổ đang được người khác ghi; hãy thử lại.",
    "55P03": "Sổ đang được người khác ghi; hãy thử lại.",
}


def rule_of(error):
    """The name of the rule that refused, "" when the database gives none."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return (diagnostics and diagnostics.constraint_name) or ""


def _figure(error):
    """The amount in đồng at the end of the database's message («…: 400»), in words of the office; "" without one."""
    found = re.search(r": (-?[0-9]+)$", getattr(getattr(error.__cause__, "diag", None), "message_primary", None) or "")
    return dong(int(found[1])) if found else ""


def refusal(error, line=None, there=None, places=()):
    """ValidationError for a refusal of the database, or None when the error is no refusal but a fault.

    `line` is the refused line, `there` what stood in its source under the lock, in đồng. Asked when the refused
    transaction is undone: the words of a place are read from the database.
    """
    rule, state = rule_of(error), getattr(error.__cause__, "pgcode", "")
    if rule == LIMIT and line is not None:
        sentence = (
            f"{line.source}: hiện có {dong(there)}, cần {dong(line.amount)}, còn thiếu {dong(line.amount - there)} "
            f"để {_lower(Kind(line.kind).label)}."
        )
        return ValidationError(sentence, code=rule)
    if rule.startswith(("ledger_act_reverses_id", "ledger_transfer_reverses_id")):
        return ValidationError(ALREADY_REVERSED, code="ledger_reversal_once")
    if rule.startswith("ledger_transfer_carried_from_id"):
        return ValidationError(SENTENCES["ledger_carry_pair"], code="ledger_carry_pair")
    if rule in SENTENCES:
        words = {
            "kind": "",
            "source": "",
            "target": "",
            "amount": "",
            "year": "",
            "left": _figure(error),
            "places": ", ".join(map(str, places)),
        }
        if line is not None:
            words |= {
                "kind": Kind(line.kind).label,
                "source": str(line.source),
                "target": str(line.target),
                "amount": dong(line.amount),
                "year": line.source.book_year.year,
            }
        return ValidationError(SENTENCES[rule].format(**words), code=rule)
    if state in BY_STATE:
        return ValidationError(BY_STATE[state], code=f"sqlstate_{state}")
    return None


def _lower(text):
    return text[:1].lower() + text[1:]
