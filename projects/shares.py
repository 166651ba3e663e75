"""How the support is divided among the beneficiaries, and how many of a group project have no name yet."""

from core.money import dong
from core.workflow import Objection
from projects.ceilings import ceiling_or_reason, current_appraisal, places_of
from projects.changes.money import ceiling_of, support_of
from projects.models import Project


def share_errors(project, rows, decided=None):
    """The beneficiaries' shares never come to more than what is asked for, and to exactly that once all are known.

    Of a group project that names some later, the rest is theirs, and there is a rest. `decided`: the support (đồng) of
    a list being decided; divided anew by a paper, the shares may come to that.
    """
    shares, asked = _shares(rows), project.requested_support
    if not shares or asked is None:
        return []
    total, without = sum(shares), _without_share(project, rows)
    if total in (asked, decided) if not without else total < asked:
        return []
    if without and total == asked:
        return [nothing_is_left(project, rows, asked)]
    return [
        f"Cộng phần hỗ trợ của các đơn vị thụ hưởng {dong(total)} khác kinh phí đề nghị {dong(asked)} "
        f"(lệch {dong(abs(asked - total))})."
    ]


def nothing_is_left(project, rows, whole):
    """The sentence about those who would get nothing of the support (`whole`, đồng); "" while something is left."""
    shares, without = _shares(rows), _without_share(project, rows)
    if not shares or not without or whole is None or sum(shares) < whole:
        return ""
    return (
        f"Phần hỗ trợ của {len(shares)} đơn vị thụ hưởng đã ghi cộng {dong(sum(shares))}, hết mức hỗ trợ "
        f"{dong(whole)}: {without} đơn vị còn lại không còn phần nào. Cần chia lại, chừa phần của các đơn vị "
        "ấy, hoặc bớt số đơn vị thụ hưởng."
    )


def _shares(rows):
    return [row.support_share for row in rows if row.support_share is not None]


def _without_share(project, rows):
    """How many are to be supported and have no part yet."""
    return max(len(rows), project.beneficiaries_planned or 0) - len(_shares(rows))


def place_objections(project, limit, total):
    """Why the parts of several places do not keep the cap of one place: what one does not use is not another's.

    `limit`: the Ceiling that counts, None while there is none; `total`: the support that is shared, đồng.
    """
    most = limit and limit.place_limit
    if most is None:
        return []
    places, unit = places_of(project), limit.facts.unit
    found = [
        Objection(
            f"Phần hỗ trợ của {row} vượt mức tối đa của một {unit}",
            found=dong(row.support_share),
            needed=f"không quá {dong(most)}",
            article=limit.article,
            field="beneficiaries",
        )
        for row in places
        if row.support_share is not None and row.support_share > most
    ]
    unsaid = [row for row in places if row.support_share is None]
    all_places = len(places) == len(project.beneficiaries.all()) > 1
    if unsaid and total and total > most and all_places and not still_to_name(project):
        found.append(
            Objection(
                f"Mức tối đa tính cho từng {unit}, hồ sơ chưa chia phần hỗ trợ",
                found=f"{dong(total)} chung cho {len(places)} đơn vị thụ hưởng",
                needed=f"phần hỗ trợ của từng đơn vị, mỗi đơn vị không quá {dong(most)}",
                article=limit.article,
                field="beneficiaries",
            )
        )
    return found


def shares_as_decided(project):
    """[Objection] while the parts are not those of the support in force: then a paper divides it anew.

    A decision, or a change, may give less than was asked and divided. Of a group the rest is for those still to be
    named. Asked before a contract binds the money and before any of it is paid.
    """
    return shares_against(project, ceiling_of(project), to_be_shared(project))


def shares_against(project, limit, whole):
    """The same, where the Ceiling and the support in force (đồng) are known already; asks no more of the database
    where the beneficiaries were read with the project."""
    rows = list(project.beneficiaries.all())
    shares = [row.support_share for row in rows if row.support_share is not None]
    found = place_objections(project, limit, whole)
    if whole is None or len(rows) < 2 or not shares:
        return found
    total, unsaid = sum(shares), len(rows) - len(shares)
    if total > whole or (not still_to_name(project) and (unsaid or total != whole)):
        found.append(
            Objection(
                "Phần hỗ trợ của các đơn vị thụ hưởng chưa chia theo mức hỗ trợ được duyệt",
                found=f"cộng {dong(total)}" + (f", {unsaid} đơn vị chưa ghi" if unsaid else ""),
                needed=f"cộng {dong(whole)}, theo văn bản chia lại",
                way=("Chia lại phần hỗ trợ", f"{project.get_absolute_url()}#beneficiaries"),
            )
        )
    return found


def place_limit(project):
    """The most one place of the project may have, đồng: by the approval's own norm, before it by the norm of the day.

    None where no cap is for a place, or none can be told yet.
    """
    limit = ceiling_of(project) or ceiling_or_reason(project)[0]
    return limit and limit.place_limit


def to_be_shared(project):
    """The support the shares are parts of, đồng: by the last decision about it, before any what the appraisal
    recommends, before that what is asked for."""
    if (in_force := support_of(project)) is not None:
        return in_force
    appraisal = current_appraisal(project)
    return appraisal.recommended_support if appraisal else project.requested_support


def other_kinds(of_a_group="ghi số đơn vị thụ hưởng dự kiến"):
    """Which kinds may be filed without an establishment for each beneficiary, and what a group needs for it."""
    task, group = Project.Kind.TASK.label, Project.Kind.GROUP.label
    return f"đổi mục “Hình thức” thành “{task}” (việc giao thẳng cho đơn vị) hoặc “{group}” và {of_a_group}"


def still_to_name(project):
    """How many beneficiaries of a group project have no name yet; 0 for every other project."""
    if project.kind != Project.Kind.GROUP:
        return 0
    later = [row.name_later for row in project.beneficiaries.all()]
    return max((project.beneficiaries_planned or 0) - later.count(False), later.count(True))


def support_of_the_named(project):
    """Đồng that may go to the beneficiaries already named; None when all are, so that nothing more limits it."""
    if not still_to_name(project):
        return None
    return sum(row.support_share or 0 for row in project.beneficiaries.filter(name_later=False))
