from core.audit import register_actions

register_actions(
    {
        "plans.annualplan.create": "lập kế hoạch",
        "plans.annualplan.save": "sửa kế hoạch",
        "plans.annualplan.save_line": "ghi nội dung của kế hoạch",
        "plans.annualplan.drop_line": "bỏ một nội dung khỏi dự thảo",
        "plans.annualplan.add_opinion": "nhập thay theo văn bản: ý kiến về dự thảo",
        "plans.annualplan.amend": "lập bản điều chỉnh, bổ sung kế hoạch",
        "plans.annualplan.open_registration": "mở đăng ký nhu cầu",
        "plans.annualplan.consolidate": "tổng hợp thành dự thảo",
        "plans.annualplan.ask_opinions": "gửi lấy ý kiến các sở, ngành",
        "plans.annualplan.submit": "trình UBND tỉnh",
        "plans.annualplan.issue": "ghi nhận văn bản đã ban hành",
        "plans.annualplan.enter_issued": "nhập kế hoạch năm cũ đã ban hành",
        "plans.annualplan.return": "đưa về dự thảo để chỉnh sửa",
        "plans.annualplan.supersede": "thay bằng bản điều chỉnh",
        "plans.approvalround.create": "lập đợt phê duyệt",
        "plans.approvalround.include": "đưa đề án vào danh mục",
        "plans.approvalround.save_item": "sửa một đề án trong danh mục",
        "plans.approvalround.remove": "đưa đề án ra khỏi danh mục",
        "plans.approvalround.release": "giảm kinh phí đã bố trí cho đề án",
        "plans.approvalround.enter_historical": "nhập đợt phê duyệt từ văn bản cũ",
        "plans.approvalround.check": "kiểm tra danh mục, chuyển lãnh đạo Sở",
        "plans.approvalround.submit": "trình UBND tỉnh phê duyệt",
        "plans.approvalround.record_decision": "ghi nhận quyết định đã ban hành",
        "plans.approvalround.decide": "ban hành quyết định phê duyệt của Sở",
        "plans.approvalround.issue_with_plan": "phê duyệt danh mục cùng kế hoạch",
        "plans.approvalround.send_back": "trả lại để sửa danh mục",
        "plans.approvalround.return": "ghi nhận UBND tỉnh trả lại",
        "plans.planitem.release": "giảm kinh phí đã bố trí",
    }
)
