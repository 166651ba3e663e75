"""What each role may do, as plain data. A permission is "app.verb_record"; nothing else grants one.

Labels: domain vocabulary of the offices. No role holds everything and no account is a superuser.
"""

READ = frozenset(
    {
        "accounts.view_organisation",
        "norms.view_supportcategory",
        "norms.view_normset",
        "norms.view_legaldocument",
        "establishments.view_establishment",
        "projects.view_project",
        "plans.view_annualplan",
        "plans.view_approvalround",
        "inspections.view_inspection",
        "inspections.view_acceptance",
        "budgets.view_money",
        "budgets.view_settlement",
        "reports.view_dashboard",
        "reports.run_report",
    }
)

CATALOGUES = {
    "accounts": ["user", "organisation", "area", "areaplacement", "areasuccession", "rolegrant", "substitution"],
    "core": ["specialday"],
    "norms": [
        "legaldocument", "supportcategory", "normset", "norm", "paperkind", "requiredpaper",
        "advancerule", "treasuryrule", "deadlinerule", "deciderrule", "quoterule", "eligibilityrule", "refusalreason",
        "budgetcode",
    ],
}  # fmt: skip

ADMINISTRATOR = "ADMINISTRATOR"  # holds no other role beside it (accounts.models.RoleGrant)

ROLES = {
    "DOIT_SPECIALIST": (
        "Chuyên viên Sở Công Thương",
        READ
        | {
            "establishments.save_establishment",
            "projects.save_project",
            "projects.register_project",
            "projects.return_project",
            "projects.record_appraisal",
            "projects.withdraw_project",
            "projects.run_project",
            "projects.check_change",
            "projects.record_change",
            "reports.write_refusal_letter",
            "plans.prepare_plan",
            "plans.record_issued_plan",
            "plans.prepare_round",
            "plans.record_decision",
            "budgets.prepare_commitment",
            "budgets.prepare_payment",
            "budgets.review_settlement",
            "inspections.save_inspection",
            "inspections.follow_up_finding",
            "inspections.prepare_acceptance",
            "inspections.conclude_acceptance",
        },
    ),
    "DOIT_SECTION_HEAD": (
        "Lãnh đạo Phòng Quản lý công nghiệp",
        READ
        | {
            "reports.write_refusal_letter",
            "plans.check_plan",
            "plans.check_round",
            "budgets.submit_settlement",
            "inspections.conclude_acceptance",
            "inspections.return_inspection",
            "budgets.confirm_correction",  # of what the director's desk recorded itself
        },
    ),
    "DOIT_DIRECTOR": (
        "Lãnh đạo Sở Công Thương",
        READ
        | {
            "projects.conclude_appraisal",
            "reports.write_refusal_letter",
            "plans.submit_plan",
            "plans.submit_round",
            "plans.decide_round",
            "budgets.sign_commitment",
            "budgets.sign_payment",
            "budgets.approve_settlement",
            "budgets.decide_year_end",
            "reports.write_recovery_letter",
            "budgets.confirm_correction",
            "inspections.conclude_inspection",
        },
    ),
    "DOIT_ACCOUNTANT": (
        "Kế toán Sở Công Thương",
        READ
        | {
            "budgets.appropriate",
            "budgets.assign_estimate",
            "budgets.allocate",
            "budgets.check_payment",
            "budgets.prepare_settlement",
            "budgets.return_money",
            "budgets.prepare_year_account",
            "budgets.prepare_year_end",
            "budgets.ask_correction",
            "budgets.reconcile_treasury",
            "reports.write_recovery_letter",
        },
    ),
    "CENTRE_OFFICER": (
        "Viên chức Trung tâm Khuyến công",
        READ
        | {
            "establishments.save_establishment",
            "projects.save_project",
            "projects.register_project",
            "projects.withdraw_project",
            "projects.run_project",
            "projects.save_survey",
            "budgets.prepare_commitment",
            "budgets.prepare_payment",
            "inspections.prepare_acceptance",
        },
    ),
    "CENTRE_ACCOUNTANT": (
        "Kế toán Trung tâm Khuyến công",
        READ
        | {
            "budgets.check_payment",
            "budgets.prepare_settlement",
            "budgets.return_money",
            "budgets.ask_correction",
            "budgets.reconcile_treasury",
            "reports.write_recovery_letter",
        },
    ),
    "CENTRE_DIRECTOR": (
        "Giám đốc Trung tâm (chủ tài khoản)",
        READ
        | {
            "budgets.sign_commitment",
            "budgets.sign_payment",
            "budgets.submit_settlement",
            "reports.write_recovery_letter",
            "budgets.confirm_correction",
        },
    ),
    "DOF_REVIEWER": (
        "Chuyên viên Sở Tài chính",
        READ | {"budgets.check_allocation", "budgets.examine_year_account", "inspections.save_inspection"},
    ),
    "LOCAL_OFFICER": (
        "Cán bộ theo dõi cấp huyện (đến 30/6/2025) / cấp xã",
        READ | {"inspections.save_inspection", "inspections.follow_up_finding", "projects.save_survey"},
    ),
    "VIEWER": ("Lãnh đạo, đoàn kiểm tra (chỉ xem)", READ),
    ADMINISTRATOR: (
        "Quản trị hệ thống",
        frozenset(
            {"core.view_auditentry", "norms.view_supportcategory", "norms.view_normset", "norms.view_legaldocument"}
            | {
                f"{app}.{verb}_{model}"
                for app, models in CATALOGUES.items()
                for model in models
                for verb in ("view", "add", "change")
            }
        ),
    ),
}

CHOICES = [(code, label) for code, (label, _) in ROLES.items()]


def label_of(role):
    return ROLES[role][0]


def permissions_of(role):
    return ROLES[role][1]


def roles_with(permission):
    """Codes of the roles that hold a permission, in the order above."""
    return [code for code, (_, permissions) in ROLES.items() if permission in permissions]
