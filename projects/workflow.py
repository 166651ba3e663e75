"""The life of a project. Read the table; that is the rule (national steps are the local default until the province
says otherwise). Later rooms cause the transitions that have no permission."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from core.audit import record, was_done
from core.dates import ngay
from core.money import dong
from core.parts import Part
from core.text import fold, in_a_sentence
from core.workflow import Objection, Transition, Workflow
from norms.gaps import gap_words, not_set_yet
from norms.models import Norm, RequiredPaper
from norms.selectors import deadline, refusal_reason
from projects.ceilings import NO_COST_WITHOUT_TAX, ceiling_or_reason, current_appraisal, project_ceiling
from projects.details.guards import details_are_whole, particulars_are_eligible, results_are_written
from projects.details.machinery import DeliveredMachine
from projects.double_support import no_double_support
from projects.eligibility import eligibility_is_met, keep_eligibility
from projects.models import CostItem, Project, Refusal, cost_sums
from projects.near_matches import likenesses_are_answered
from projects.papers import missing_papers
from projects.remarks import reason_of_return, remarks_are_answered, remarks_are_worked_off, write_remarks
from projects.shares import other_kinds, place_objections, share_errors, still_to_name
from projects.units import units_are_shown

S = Project.Status
FROM_OLD_PAPERS = "Hồ sơ nhập từ giấy tờ cũ, chỉ để xem"
DOSSIER = "TT 36/2013/TT-BCT, Điều 5"


# --- filing the dossier ---------------------------------------------------------------------------------------------


def dossier_is_whole(project, act):
    """The text with its headings, and the facts without which nobody can judge the application."""
    known = {project._meta.get_field(name).verbose_name: getattr(project, name) for name in Project.HEADINGS} | {
        "ngày bắt đầu": project.starts_on,
        "ngày kết thúc": project.ends_on,
        "tổng kinh phí": project.total_cost,
        "kinh phí đề nghị hỗ trợ": project.requested_support,
        "vốn đối ứng (ghi 0 nếu không có)": project.counterpart,
    }
    if missing := [words for words, value in known.items() if value in (None, "")]:
        return Objection(f"Hồ sơ còn thiếu: {', '.join(missing)}", article=DOSSIER)


def estimate_adds_up(project, act):
    """Where the estimate is entered by items, what each source pays must be what the application asks."""
    items = list(project.cost_items.all())
    if not items:
        return []
    sums, found = cost_sums(items), []
    for payer, amount in zip(
        CostItem.PAYERS, (project.requested_support, project.counterpart, project.other), strict=True
    ):
        if amount is not None and sums[payer] != amount:
            who = CostItem._meta.get_field(payer).verbose_name
            found.append(
                Objection(f"Dự toán, phần {who}, không khớp hồ sơ", found=dong(sums[payer]), needed=dong(amount))
            )
    return found + norm_cost_is_in_the_estimate(project, items)


def norm_cost_is_in_the_estimate(project, items):
    """The cost that the norm takes its rate of is no more than the estimate has on that base (with or without VAT)."""
    limit, _ = ceiling_or_reason(project)
    if limit is None or any(item.vat is None for item in items):
        return []
    without = limit.facts.base == Norm.Base.WITHOUT_VAT
    there = sum(item.amount if without else item.total for item in items)
    if limit.cost <= there:
        return []
    base = in_a_sentence(Norm.Base(limit.facts.base).label)
    return [
        Objection(
            f"Chi phí làm căn cứ tính mức hỗ trợ vượt dự toán ({base})",
            found=dong(limit.cost),
            needed=f"không quá {dong(there)}",
            article=limit.article,
        )
    ]


def beneficiaries_are_named(project, act):
    """Named now; a group project says how many it will name; a task assigned directly needs none."""
    rows = list(project.beneficiaries.select_related("establishment"))
    if project.kind == Project.Kind.GROUP and not project.beneficiaries_planned:
        return Objection(
            "Đề án nhóm phải ghi số đơn vị thụ hưởng dự kiến",
            needed="số từ 1 trở lên ở mục “Số đơn vị thụ hưởng dự kiến”",
            article=DOSSIER,
            field="beneficiaries_planned",
        )
    if not rows and project.kind == Project.Kind.PROJECT:
        return Objection(
            "Chưa có đơn vị thụ hưởng",
            found=f"hình thức “{project.get_kind_display()}”, 0 đơn vị",
            needed=f"ít nhất một cơ sở trong danh mục, hoặc {other_kinds()}",
            article=DOSSIER,
            field="beneficiaries",
        )
    return [
        Objection(f"{row.establishment} đã ngừng hoạt động")
        for row in rows
        if row.establishment_id and not row.establishment.is_active
    ]


def beneficiaries_are_known_places(project, act):
    """Words alone have no eligibility and no doubles: only a task, and a group until it gives the name, may rest on
    them. What old papers say is entered as it was (projects.past)."""
    if project.kind == Project.Kind.TASK:
        return []
    group = project.kind == Project.Kind.GROUP
    return [
        Objection(
            f"“{row}” mới ghi bằng chữ, chưa là cơ sở trong danh mục nên không xét được điều kiện và trùng hỗ trợ",
            found=f"hình thức “{project.get_kind_display()}”",
            needed="chọn cơ sở (cơ sở mới: thêm vào danh mục trước), hoặc "
            + ("đánh dấu “Nêu sau” ở dòng này" if group else other_kinds("đánh dấu “Nêu sau” ở dòng này")),
            article=DOSSIER,
            field="beneficiaries",
        )
        for row in project.beneficiaries.select_related("establishment")
        if row.establishment_id is None and not (group and row.name_later)
    ]


def shares_add_up(project, act):
    """Where the support is divided, every beneficiary has a part and the parts are the whole."""
    rows = list(project.beneficiaries.all())
    known = [row.support_share for row in rows if row.support_share is not None]
    if known and len(known) < len(rows) and project.kind != Project.Kind.GROUP:
        return Objection(
            "Phần hỗ trợ chưa ghi cho đủ các đơn vị thụ hưởng",
            found=f"{len(known)} đơn vị",
            needed=f"{len(rows)} đơn vị",
        )
    return share_errors(project, rows)


def the_norms_cost_is_told(project, act):
    """A rate of the cost without tax is not taken of a total that may hold tax (programme §0b.12)."""
    try:
        project_ceiling(project, project.filed_on)
    except ValidationError as error:
        if NO_COST_WITHOUT_TAX in error.messages:
            return Objection(NO_COST_WITHOUT_TAX, field="eligible_cost")


def shares_keep_the_cap_of_a_place(project, act):
    """By the norm of the dossier's day; the conclusion and the decision ask by theirs."""
    limit, _ = ceiling_or_reason(project, project.filed_on)
    return place_objections(project, limit, project.requested_support)


def not_before_the_dossier(project, act):
    if act.on < project.filed_on:
        return Objection(
            "Ngày nộp trước ngày của hồ sơ", found=ngay(act.on), needed=f"từ {ngay(project.filed_on)} trở đi"
        )


def papers_are_there(project, act):
    missing = missing_papers(project, RequiredPaper.Stage.REGISTRATION, project.filed_on)
    return [
        Objection(f"Thiếu giấy tờ: {paper.name}" + (f" ({paper.brought_by} nộp)" if paper.brought_by else ""))
        for paper in missing
    ]


def remark_when_late(project, act):
    """A deadline of procedure does not stop a dossier; the record keeps that it came late."""
    rule = deadline("registration", project.tier, act.on)
    if rule is None or act.on <= (due := rule.due(year=project.plan_year)):
        return
    _remark(project, f"Nộp ngày {ngay(act.on)}, sau hạn đăng ký {ngay(due)} ({rule.cited}).")


def remark_what_is_not_set(project, act):
    """A kind of support without papers, results or advances is taken in all the same; the office's remark says so."""
    category = project.category
    if words := gap_words(category, not_set_yet([category], project.filed_on, [project.tier])[category]):
        _remark(project, f"{words} Quản trị bổ sung trong danh mục.")


def _remark(project, words):
    if words not in project.remark:
        project.remark = "\n".join(filter(None, [project.remark, words]))
        project.save(update_fields=["remark"])


def needs_new_appraisal(project, act):
    """What was appraised before is not what is filed now."""
    project.appraisals.filter(is_current=True).update(is_current=False)


def leave_every_list(project, act):
    """It came by an import that is undone, or from papers by mistake: only the trail tells of it from now on."""
    project.undone = True
    project.save(update_fields=["undone"])


def entered_from_papers(project, act):
    if not project.is_historical:
        return Objection("Đề án này không phải hồ sơ năm cũ: rút, ngừng theo bước của nó")


def nothing_stands_on_the_entry(project, act):
    """What others wrote on it is their work; money that papers say was paid keeps its machines from other projects."""
    on_it = {"plan_items": "danh mục một đợt phê duyệt", "inspections": "cuộc kiểm tra", "surveys": "phiếu khảo sát"}
    found = [Objection(f"Hồ sơ đang có trong {words}") for name, words in on_it.items() if _has(project, name)]
    if DeliveredMachine.objects.filter(project=project).exists() and project.past_papers.standing().exists():
        found.append(Objection("Hồ sơ đã kê máy; rút các văn bản nhập nhầm của hồ sơ trước, để máy kê được ở nơi khác"))
    return found


def _has(project, name):
    rows = getattr(project, name)
    return (rows.live() if name == "plan_items" else rows).exists()


# --- judging it -----------------------------------------------------------------------------------------------------


def send_sheet_back(project, act):
    project.appraisals.filter(is_current=True).update(is_current=False, sent_back_why=act.note)


def appraisal_is_recorded(project, act):
    if current_appraisal(project) is None:
        return Objection("Chưa có phiếu thẩm định của chuyên viên", article="TT 36/2013/TT-BCT, Điều 8")


def not_before_the_appraisal(project, act):
    """The norm of the day of the conclusion counts, so that day is not chosen freely."""
    appraisal = current_appraisal(project)
    if appraisal and act.on < appraisal.made_on:
        return Objection(
            "Ngày kết luận trước ngày thẩm định", found=ngay(act.on), needed=f"từ {ngay(appraisal.made_on)} trở đi"
        )


def write_refusal(project, act):
    """The letter to the applicant cites the coded reason (`act.data["reason"]`) as it reads on that day."""
    reason = refusal_reason(act.data.get("reason") or "", act.on)
    if reason is None:
        raise ValidationError({"reason": ["Chọn một lý do trong danh mục lý do không đủ điều kiện."]})
    refusal = Refusal.objects.create(
        project=project, reason=reason, reason_words=reason.name, article=reason.source, note=act.note,
        concluded_on=act.on, concluded_by=act.by,
    )  # fmt: skip
    record(project, "projects.project.code_refusal", by=act.by, after={"Lý do": str(refusal)})


def who_sat_does_not_conclude(project, act):
    """By the persons the minutes name, with an account or without (programme §0b.2)."""
    council = getattr(current_appraisal(project), "council", None)
    if council and fold(act.by.full_name) in {fold(member.name) for member in council.members.all()}:
        return Objection(
            f"{act.by.full_name} đã ngồi trong hội đồng thẩm định hồ sơ này; việc kết luận phải do người khác làm"
        )


def five_points_are_met(project, act):
    appraisal = current_appraisal(project)
    return [
        Objection(f"Chưa đạt: {label}", found=f"“{finding}”", article="TT 36/2013/TT-BCT, Điều 9")
        for label, finding in (appraisal.failed_points if appraisal else [])
    ]


def recommended_support_is_allowed(project, act):
    """Within what was asked and within the norm of the day of the conclusion."""
    appraisal = current_appraisal(project)
    if appraisal is None:
        return []
    amount, found = appraisal.recommended_support, []
    if amount == 0:
        found.append(Objection("Mức hỗ trợ đề nghị là 0 đồng: hồ sơ đủ điều kiện phải có mức hỗ trợ"))
    if project.requested_support is not None and amount > project.requested_support:
        found.append(
            Objection(
                "Mức hỗ trợ đề nghị vượt mức đơn vị xin",
                found=dong(amount),
                needed=f"không quá {dong(project.requested_support)}",
            )
        )
    limit, reasons = ceiling_or_reason(project, act.on)
    if limit is None:
        return [*found, *reasons]
    if limit.blocked:
        found.append(
            Objection(f"Chưa có mức hỗ trợ tối đa ({limit.status_label}). {limit.settled_by}", article=limit.article)
        )
    elif amount > limit.amount:
        found.append(
            Objection(
                "Mức hỗ trợ đề nghị vượt mức tối đa",
                found=dong(amount),
                needed=f"không quá {dong(limit.amount)}",
                article=limit.article,
            )
        )
    return found + place_objections(project, limit, amount)


def unanswered():
    """The condition that no letter has told the applicant of the refusal, for a query of projects."""
    return ~was_done(Project, "projects.project.send_refusal")


def letter_is_sent(project):
    return not Project.objects.filter(unanswered(), pk=project.pk).exists()


def letter_answers_the_conclusion(project, act):
    """Sent once, and not before what it tells."""
    refusal = Refusal.objects.filter(project=project).first()
    if letter_is_sent(project):
        return Objection("Văn bản trả lời đã được ghi nhận")
    if refusal and act.paper and act.on < refusal.concluded_on:
        return Objection(
            "Văn bản trả lời đề trước ngày kết luận", found=ngay(act.on), needed=f"từ {ngay(refusal.concluded_on)}"
        )


# --- carrying it out ------------------------------------------------------------------------------------------------


def not_from_old_papers(project, act):
    """A project of an old year stands as its papers left it; its money was never in these books."""
    if project.is_historical:
        return Objection(FROM_OLD_PAPERS)


def every_beneficiary_has_its_name(project, act):
    if left := still_to_name(project):
        return Objection(f"Đề án nhóm còn {left} đơn vị thụ hưởng chưa nêu tên")


def work_is_reported_done(project, act):
    """Completion rests on the volume report (Mẫu 3b); less than everything goes by `complete_by_volume`."""
    report = project.progress_reports.first()
    if report is None:
        return Objection(  # its scan in the dossier gives no figures
            "Chưa ghi báo cáo tiến độ đạt toàn bộ khối lượng; bản Mẫu 3b trong hồ sơ không thay được số liệu này",
            found="chưa có báo cáo nào", needed="100 %", article="TT 36/2013/TT-BCT, Điều 14",
            way=("Ghi báo cáo tiến độ", f"{project.get_absolute_url()}progress/"),
        )  # fmt: skip
    if report.percent < 100:
        return Objection(
            f"Báo cáo tiến độ tháng {report.month:%m/%Y} chưa đạt toàn bộ khối lượng",
            found=f"{report.percent} %",
            needed="100 %",
            article="TT 36/2013/TT-BCT, Điều 14",
        )


def some_work_is_reported(project, act):
    if not project.progress_reports.filter(~Q(percent=0)).exists():
        return Objection(
            "Chưa có báo cáo tiến độ ghi khối lượng đã thực hiện", article="TT 36/2013/TT-BCT, Điều 18 khoản 4"
        )


LIVE = (not_from_old_papers,)
FILED = (
    not_before_the_dossier, dossier_is_whole, beneficiaries_are_named, beneficiaries_are_known_places, shares_add_up,
    shares_keep_the_cap_of_a_place, estimate_adds_up, the_norms_cost_is_told, details_are_whole, units_are_shown,
    no_double_support, papers_are_there,
)  # fmt: skip


def on_register(project, act):
    remark_when_late(project, act)
    remark_what_is_not_set(project, act)


def on_resubmit(project, act):
    needs_new_appraisal(project, act)
    on_register(project, act)


PROJECT_FLOW = Workflow(
    # pressed by people
    Transition(
        "register", "Nộp hồ sơ đăng ký", (S.DRAFT,), S.REGISTERED, "projects.register_project", FILED,
        effect=on_register,
    ),
    Transition(
        "resubmit", "Nộp lại hồ sơ đã bổ sung", (S.RETURNED,), S.REGISTERED, "projects.register_project",
        (*FILED, remarks_are_answered), effect=on_resubmit,
    ),
    Transition(
        "appraise", "Kết luận đủ điều kiện", (S.REGISTERED,), S.APPRAISED, "projects.conclude_appraisal",
        (
            appraisal_is_recorded, not_before_the_appraisal, who_sat_does_not_conclude, five_points_are_met,
            particulars_are_eligible, units_are_shown, remarks_are_worked_off, beneficiaries_are_known_places,
            shares_add_up, eligibility_is_met, no_double_support, likenesses_are_answered,
            recommended_support_is_allowed,
        ),
        part=Part.APPROVE, effect=keep_eligibility,
    ),
    Transition(
        "send_sheet_back", "Trả lại phiếu thẩm định", (S.REGISTERED,), S.REGISTERED, "projects.conclude_appraisal",
        (appraisal_is_recorded,), needs_note=True, effect=send_sheet_back, tone="danger",
    ),
    Transition(
        "return", "Trả lại, yêu cầu bổ sung", (S.REGISTERED,), S.RETURNED, "projects.return_project",
        needs_note=True, reason=reason_of_return, effect=write_remarks, tone="danger",
    ),
    Transition(
        "reject", "Kết luận không đủ điều kiện", (S.REGISTERED,), S.REJECTED, "projects.conclude_appraisal",
        (not_before_the_appraisal, who_sat_does_not_conclude), needs_note=True, part=Part.APPROVE,
        prepare=write_refusal, tone="danger",
    ),
    Transition(
        "send_refusal", "Ghi nhận văn bản trả lời đã gửi đơn vị", (S.REJECTED,), S.REJECTED, "projects.return_project",
        (not_from_old_papers, letter_answers_the_conclusion), needs_paper=True,
    ),
    Transition(
        "start", "Bắt đầu thực hiện", (S.CONTRACTED,), S.IN_PROGRESS, "projects.run_project", LIVE,
    ),
    Transition(
        "continue", "Tiếp tục thực hiện năm sau", (S.CARRIED_OVER,), S.IN_PROGRESS, "projects.run_project", LIVE,
    ),
    Transition(
        "complete", "Báo cáo hoàn thành", (S.IN_PROGRESS,), S.COMPLETED, "projects.run_project",
        (*LIVE, every_beneficiary_has_its_name, work_is_reported_done, results_are_written),
    ),
    Transition(
        "complete_by_volume", "Kết thúc theo khối lượng đã thực hiện", (S.IN_PROGRESS,), S.COMPLETED,
        "projects.run_project", (*LIVE, some_work_is_reported), needs_note=True, tone="danger",
    ),
    Transition(
        "withdraw", "Ghi nhận đơn vị xin rút", (S.DRAFT, S.REGISTERED, S.RETURNED, S.APPRAISED), S.WITHDRAWN,
        "projects.withdraw_project", needs_note=True, tone="danger",
    ),
    # caused by later steps, and by an import that is undone
    Transition("undo_import", "Hoàn tác cùng lần nhập", (S.DRAFT,), S.WITHDRAWN, effect=leave_every_list),
    Transition(
        "withdraw_historical", "Bỏ hồ sơ năm cũ nhập nhầm", Project.HISTORICAL, S.WITHDRAWN,
        guards=(entered_from_papers, nothing_stands_on_the_entry), needs_note=True, effect=leave_every_list,
    ),
    Transition("plan", "Đưa vào danh mục kế hoạch", (S.APPRAISED,), S.PLANNED),
    Transition("unplan", "Đưa ra khỏi danh mục kế hoạch", (S.PLANNED,), S.APPRAISED),
    Transition("approve", "Phê duyệt", (S.APPRAISED, S.PLANNED), S.APPROVED),
    Transition("commit", "Ký hợp đồng, giao nhiệm vụ", (S.APPROVED,), S.CONTRACTED, guards=LIVE),
    Transition("rework", "Nghiệm thu chưa đạt, làm tiếp", (S.COMPLETED,), S.IN_PROGRESS, guards=LIVE),
    Transition("accept", "Nghiệm thu đạt", (S.COMPLETED,), S.ACCEPTED, guards=LIVE),
    Transition("accept_by_volume", "Nghiệm thu theo khối lượng", (S.COMPLETED,), S.PARTIALLY_ACCEPTED, guards=LIVE),
    Transition("settle", "Duyệt quyết toán", (S.ACCEPTED, S.PARTIALLY_ACCEPTED), S.SETTLED, guards=LIVE),
    Transition("close", "Đóng hồ sơ", (S.SETTLED,), S.CLOSED, guards=LIVE),
    Transition("carry_over", "Chuyển tiếp sang năm sau", (S.CONTRACTED, S.IN_PROGRESS), S.CARRIED_OVER, guards=LIVE),
    # the paper that carried it was recorded wrongly and taken back
    Transition("back_to_contract", "Hủy ghi chuyển tiếp sang năm sau", (S.CARRIED_OVER,), S.CONTRACTED, guards=LIVE),
    Transition("back_to_work", "Hủy ghi chuyển tiếp sang năm sau", (S.CARRIED_OVER,), S.IN_PROGRESS, guards=LIVE),
    # decided by the paper on a change (projects.changes)
    Transition("suspend", "Tạm dừng thực hiện", (S.IN_PROGRESS,), S.SUSPENDED, guards=LIVE, needs_note=True),
    Transition("resume", "Tiếp tục thực hiện", (S.SUSPENDED,), S.IN_PROGRESS, guards=LIVE, needs_note=True),
    Transition(
        "terminate", "Ngừng thực hiện", (S.APPROVED, S.CONTRACTED, S.IN_PROGRESS, S.SUSPENDED), S.TERMINATED,
        guards=LIVE, needs_note=True,
    ),
)  # fmt: skip
