"""How the acts on the norm book read in the trail."""

from core.audit import register_actions

register_actions(
    {
        "norms.normset.load": "nạp bộ mức chi",
        "norms.normset.copy": "sao chép thành bộ mức chi đang soạn",
        "norms.normset.write": "sửa mức chi của bộ đang soạn",
        "norms.normset.put_into_force": "đưa bộ mức chi vào áp dụng",
        "norms.normset.end": "kết thúc bộ mức chi vì có bộ mới",
    }
)
