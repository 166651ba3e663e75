from core.audit import register_actions

register_actions(
    {
        "inspections.inspection.plan": "lên lịch kiểm tra",
        "inspections.inspection.save": "ghi kết quả kiểm tra",
        "inspections.inspection.record_visit": "bắt đầu ghi kết quả kiểm tra",
        "inspections.inspection.cancel": "hủy lịch kiểm tra",
        "inspections.inspection.file": "gửi kết quả kiểm tra",
        "inspections.inspection.return": "trả lại kết quả kiểm tra",
        "inspections.inspection.conclude": "thông báo kết quả kiểm tra",
        "inspections.inspection.require_action": "yêu cầu khắc phục",
        "inspections.inspection.fix": "ghi kết quả khắc phục",
        "inspections.inspection.report_fixed": "báo đã khắc phục xong",
        "inspections.inspection.not_fixed": "yêu cầu khắc phục tiếp",
        "inspections.inspection.close": "đóng, không có tồn tại",
        "inspections.inspection.confirm_fixed": "xác nhận đã khắc phục",
        "inspections.acceptancebatch.save": "lập biên bản nghiệm thu",
        "inspections.acceptancebatch.conclude": "ghi nhận biên bản nghiệm thu",
        "inspections.acceptancebatch.cancel": "hủy đợt nghiệm thu",
        "inspections.acceptance.save": "ghi kết quả nghiệm thu",
        "inspections.acceptance.reach": "lấy kết quả nghiệm thu các nơi làm số thực hiện của chỉ tiêu",
        "inspections.acceptance.prove": "đưa chứng từ vốn đối ứng vào kết quả nghiệm thu",
        "inspections.acceptance.remove": "đưa một nơi ra khỏi đợt nghiệm thu",
    }
)
