"""What the particulars must say before the application is filed, the work reported done, its results found met."""

from core.text import figure
from core.workflow import Objection
from projects.details.base import family_of, indicators_told


def details_are_whole(project, act):
    """The application tells the particulars of its family."""
    return _whole(project, "NEEDED", "filing")


def particulars_are_eligible(project, act):
    """What the family itself forbids, whatever the appraiser found."""
    family = family_of(project)
    return family.judging(project) if family else []


def results_are_written(project, act):
    """Whoever reports the work done has written what was done."""
    return _whole(project, "NEEDED_DONE", "completion")


def results_are_met(project, act):
    """Whoever concludes «Đạt» finds written what was done, and no figure of it beside what was approved."""
    family = family_of(project)
    return results_are_written(project, act) + (family.passing(project) if family else [])


def _whole(project, needed, own):
    family = family_of(project)
    if family is None:
        return _indicators(project, "planned" if needed == "NEEDED" else "actual")
    found = []
    if family.sheet:
        sheet = family.sheet.objects.filter(project=project).first() or family.sheet(project=project)
        if lacking := sheet.lacking(getattr(sheet, needed)):
            found.append(Objection(f"Nội dung chi tiết còn thiếu: {', '.join(lacking)}"))
    for kind in family.rows:
        for row in kind.of(project):
            if lacking := row.lacking(getattr(kind, needed)):
                found.append(Objection(f"{kind.HEADING}, dòng {row.no}, còn thiếu: {', '.join(lacking)}"))
    which = "planned" if needed == "NEEDED" else "actual"
    return found + getattr(family, own)(project) + _told_otherwise(project, which)


def _told_otherwise(project, which):
    """An indicator that the particulars tell is what they tell."""
    told, words = indicators_told(project, which), "kế hoạch" if which == "planned" else "thực hiện"
    return [
        Objection(
            f"Chỉ tiêu “{row.name}” ({words}) khác nội dung chi tiết",
            found=f"{figure(here)} {row.unit}".strip(),
            needed=f"{figure(told[row.code])} {row.unit}".strip(),
        )
        for row in project.indicators.all()
        if row.code in told and (here := getattr(row, which)) is not None and here != told[row.code]
    ]


def _indicators(project, which):
    """The general form: its particulars are the indicators that the kind of support names, planned and reached."""
    there = {row.code for row in project.indicators.all() if getattr(row, which) is not None}
    lacking = [row["name"] for row in project.category.output_indicators if row["code"] not in there]
    words = "kế hoạch" if which == "planned" else "thực hiện"
    return [Objection(f"Chỉ tiêu kết quả chưa ghi số {words}: {', '.join(lacking)}")] if lacking else []
