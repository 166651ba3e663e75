from core.audit import register_actions

register_actions(
    {
        "reports.registerview.keep": "giữ một cách xem sổ theo dõi",
        "reports.registerview.change": "sửa một cách xem sổ theo dõi",
        "reports.registerview.withdraw": "bỏ một cách xem sổ theo dõi",
    }
)
