from core.audit_models import register_actions

register_actions(
    {
        "core.document.attach": "đưa tài liệu vào hồ sơ",
        "core.document.scan": "bổ sung bản chụp",
        "core.document.correct": "đưa bản chụp đúng vào cạnh bản trước",
        "core.document.withdraw": "rút tài liệu",
        "core.specialday.add": "thêm ngày nghỉ, ngày làm bù",
        "core.specialday.change": "sửa ngày nghỉ, ngày làm bù",
    }
)
