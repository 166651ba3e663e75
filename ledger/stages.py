"""The compartments public money passes through, and the ways from one to the next, in the words of the offices."""

from django.db import models


class Stage(models.TextChoices):
    """Where money stands. Declared in ledger order: from the source of the budget to the settled account."""

    TREASURY = "TREASURY", "Nguồn ngân sách"
    APPROPRIATED = "APPROPRIATED", "Dự toán được giao"
    WITHHELD = "WITHHELD", "Tiết kiệm, chưa được sử dụng"
    ALLOCATED = "ALLOCATED", "Dự toán đã phân bổ"
    APPROVED = "APPROVED", "Đã bố trí cho đề án"
    COMMITTED = "COMMITTED", "Đã ký hợp đồng, giao nhiệm vụ"
    ADVANCED = "ADVANCED", "Số dư tạm ứng"
    PAID = "PAID", "Đã thanh toán (thực chi)"
    SETTLED = "SETTLED", "Đã quyết toán"
    RECOVERABLE = "RECOVERABLE", "Phải thu hồi, nộp trả"
    CLAIMED = "CLAIMED", "Phải thu hồi của năm đã quyết toán"


OWED = (Stage.RECOVERABLE, Stage.CLAIMED)  # what is still to come back, of its own year or carried out of it unreturned


class Kind(models.TextChoices):
    """What a transfer does. Which stages each may join stands in the table ledger_arrow."""

    APPROPRIATE = "appropriate", "Giao dự toán"
    ASSIGN = "assign", "Giao dự toán cho đơn vị sử dụng"
    WITHHOLD = "withhold", "Giữ lại tiết kiệm"
    UNWITHHOLD = "unwithhold", "Cho sử dụng khoản tiết kiệm"
    ALLOCATE = "allocate", "Phân bổ dự toán"
    UNALLOCATE = "unallocate", "Giảm phân bổ dự toán"
    MOVE = "move", "Điều chỉnh giữa các nội dung"
    RESERVE = "reserve", "Bố trí cho đề án"
    RELEASE = "release", "Giảm bố trí, trả về dự toán"
    COMMIT = "commit", "Ký hợp đồng, giao nhiệm vụ"
    UNCOMMIT = "uncommit", "Giảm giá trị hợp đồng, nhiệm vụ"
    ADVANCE = "advance", "Tạm ứng"
    PAY = "pay", "Thanh toán"
    CLEAR = "clear", "Thanh toán tạm ứng"
    SETTLE = "settle", "Quyết toán"
    RECOVER = "recover", "Xác định phải thu hồi"
    RESTORE = "restore", "Nộp khôi phục dự toán"
    REFUND = "refund", "Nộp trả ngân sách"
    CANCEL = "cancel", "Hủy dự toán"
    CUT = "cut", "Cắt giảm dự toán"
    CARRY_OUT = "carry_out", "Chuyển nguồn sang năm sau"
    CARRY_IN = "carry_in", "Nhận chuyển nguồn từ năm trước"
    CHARGE = "charge", "Chuyển tạm ứng sang dự toán năm sau"
    CLAIM = "claim", "Ghi phải thu hồi của năm đã quyết toán"
