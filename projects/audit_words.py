from core.audit import register_actions

register_actions(
    {
        "projects.project.create": "lập hồ sơ đề án",
        "projects.project.revise": "sửa hồ sơ đề án",
        "projects.project.enter_historical": "nhập đề án từ hồ sơ cũ",
        "projects.project.add_past_paper": "ghi thêm văn bản của hồ sơ cũ",
        "projects.project.register": "nộp hồ sơ đăng ký",
        "projects.project.resubmit": "nộp lại hồ sơ đã bổ sung",
        "projects.project.return": "trả lại hồ sơ, yêu cầu bổ sung",
        "projects.project.save_details": "ghi nội dung chi tiết",
        "projects.project.record_appraisal": "ghi phiếu thẩm định",
        "projects.project.send_sheet_back": "trả lại phiếu thẩm định",
        "projects.project.appraise": "kết luận hồ sơ đủ điều kiện",
        "projects.project.reject": "kết luận hồ sơ không đủ điều kiện",
        "projects.project.withdraw": "ghi nhận đơn vị xin rút",
        "projects.project.plan": "đưa vào danh mục kế hoạch",
        "projects.project.unplan": "đưa ra khỏi danh mục kế hoạch",
        "projects.project.approve": "phê duyệt đề án",
        "projects.project.commit": "ghi nhận hợp đồng, giao nhiệm vụ",
        "projects.project.start": "bắt đầu thực hiện",
        "projects.project.report_progress": "báo cáo tiến độ",
        "projects.project.confirm_progress": "xác nhận báo cáo tiến độ",
        "projects.project.record_indicators": "ghi chỉ tiêu kết quả",
        "projects.project.complete": "báo cáo hoàn thành",
        "projects.project.complete_by_volume": "báo cáo kết thúc theo khối lượng đã thực hiện",
        "projects.project.rework": "nghiệm thu chưa đạt, yêu cầu làm tiếp",
        "projects.project.accept": "nghiệm thu đạt",
        "projects.project.accept_by_volume": "nghiệm thu theo khối lượng",
        "projects.project.settle": "duyệt quyết toán",
        "projects.project.close": "đóng hồ sơ",
    }
)
