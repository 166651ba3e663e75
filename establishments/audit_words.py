from core.audit import register_actions

register_actions(
    {
        "establishments.establishment.enter": "nhập cơ sở vào danh mục",
        "establishments.establishment.correct": "sửa thông tin cơ sở",
        "establishments.establishment.change_identity": "ghi nhận cơ sở đổi tên, mã số hoặc loại hình",
        "establishments.industrialcluster.enter": "nhập cụm công nghiệp vào danh mục",
        "establishments.industrialcluster.correct": "sửa thông tin cụm công nghiệp",
    }
)
