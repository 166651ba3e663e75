from core.audit import register_actions

register_actions(
    {
        "accounts.user.create": "lập tài khoản",
        "accounts.user.grant_role": "giao vai trò",
        "accounts.user.set_password": "đặt mật khẩu mới",
        "accounts.user.issue_token": "cấp khóa truy cập cho chương trình",
        "accounts.user.revoke_token": "thu hồi khóa truy cập",
        "admin.add": "thêm vào danh mục",
        "admin.change": "sửa danh mục",
    }
)
