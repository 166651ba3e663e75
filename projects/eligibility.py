"""Whether the beneficiaries may be supported (điều kiện thụ hưởng): each criterion with what was found and its source.

The rules are those of one day: that of the dossier on its page, that of the conclusion when it is made. The conclusion
keeps the result, which then stands whatever the rules become.
"""

import datetime
from dataclasses import asdict, dataclass

from django.urls import reverse

from accounts.models import AreaPlacement
from core.dates import ngay
from core.documents import documents_of
from core.text import figure
from core.workflow import Objection
from establishments.models import EstablishmentIdentity, LegalForm
from norms.models import EligibilityRule
from norms.selectors import eligibility_rules
from projects.models import Survey

C, State = EligibilityRule.Criterion, EligibilityRule.Outcome
PRIORITY_PAPER = "priority_evidence"
NO_RULE = "Quy định đang ghi chưa nói đến trường hợp này"
ASK = "Chuyên viên thẩm định trả lời, nêu lý do"
TONES = {State.MET: "la", State.NOT_MET: "son"}


@dataclass
class Criterion:
    """One condition of one beneficiary. `state` already counts the answer of a named person (`answered`)."""

    key: str
    label: str
    subject: str
    state: str
    found: str
    words: str
    article: str = ""
    evidence: str = ""
    settled_by: str = ""
    answered: str = ""
    on: datetime.date | None = None  # where it is not the day of the whole result: of one that joined later

    @property
    def question(self):
        """As an answer keeps it."""
        return self.key

    @property
    def asked(self):
        """The question in words; an answer counts while they stay the same."""
        source = f" ({self.article})" if self.article else ""
        return f"{self.label}, {self.subject}: {self.found}. {self.words}{source}."

    @property
    def state_label(self):
        return State(self.state).label

    @property
    def tone(self):
        return TONES.get(self.state, "nghe")

    @property
    def blocks(self):
        return self.state in (State.NOT_MET, State.UNKNOWN)

    @property
    def open(self):
        """A named person may settle it: the rule alone does not."""
        return self.state in (State.UNKNOWN, State.TO_PROVE) or bool(self.answered)

    def objection(self, way):
        if self.state == State.NOT_MET:
            sentence = f"{self.subject}: không đạt điều kiện “{self.label}”. {self.answered or self.words}"
        else:
            sentence = f"{self.subject}: chưa rõ điều kiện “{self.label}”. {self.words}. {self.settled_by}"
        return Objection(sentence, found=self.found, article=self.article, way=way)

    def as_json(self):
        return asdict(self) | {"state_label": self.state_label, "tone": self.tone, "on": None}


@dataclass
class Eligibility:
    """The result on a day (ISO when it was kept), criterion by criterion."""

    on: datetime.date
    criteria: list
    kept: bool = False

    @property
    def blocking(self):
        return [row for row in self.criteria if row.blocks]

    @property
    def counts(self):
        """«5 đạt, 1 chưa rõ»."""
        states = [row["state"] if self.kept else row.state for row in self.criteria]
        return ", ".join(f"{states.count(s)} {s.label.lower()}" for s in State if s in states) or "không có điều kiện"

    @property
    def is_clear(self):
        return self.kept or not self.blocking

    def as_json(self):
        return {"on": self.on.isoformat(), "criteria": [row.as_json() for row in self.criteria]}


def eligibility_of(project):
    """The result kept at the conclusion; before it, the one of the dossier's day. None for an old year's papers."""
    if project.eligibility:
        kept = project.eligibility
        rows = [row | {"on": _day(row.get("on"))} for row in kept["criteria"]]
        return Eligibility(_day(kept["on"]), rows, kept=True)
    return None if project.is_historical else eligibility(project, project.filed_on)


def _day(iso):
    return datetime.date.fromisoformat(iso) if iso else None


def eligibility(project, on, rows=None):
    """The criteria by the rules in force on `on`. A fixed number of queries, however many beneficiaries there are.

    `rows`: the Beneficiary rows to look at instead of those the project has.
    """
    rules = eligibility_rules(on, project.category.detail_form)
    facts = [*_facts(project, on, rows)]
    found = [
        _judge(rules[criterion], criterion, fact)
        for fact in facts
        for criterion in (C.LEGAL_FORM, C.PLACE, C.SECTOR, C.EXCLUSION)
    ]
    if project.priority_factor and project.priority_factor > 1:
        found.append(_priority(project, rules, facts))
    return Eligibility(on, _answered(project, found))


def eligibility_is_met(project, act):
    """Not met blocks the conclusion, and so does what is unknown until somebody answers for it by name."""
    way = ("Xem điều kiện", f"{reverse('projects:appraisal', args=[project.pk])}#eligibility")
    return [row.objection(way) for row in eligibility(project, act.on).blocking]


def keep_eligibility(project, act):
    """The result stands with the project from its conclusion on."""
    project.eligibility = eligibility(project, act.on).as_json()
    project.save(update_fields=["eligibility"])


# --- what is known of the beneficiaries -------------------------------------------------------------------------------


@dataclass
class Fact:
    """What the criteria look at, in words: {criterion: words}; `number` tells the beneficiaries apart."""

    number: int
    name: str
    words: dict
    surveyed: str = ""  # from which survey the sector is known, when the record does not tell


def _facts(project, on, rows=None):
    if rows is None:
        rows = project.beneficiaries.select_related("establishment__area", "area")
    rows = [row for row in rows if row.establishment_id is not None]
    ids = [row.establishment_id for row in rows]
    forms = dict(
        EstablishmentIdentity.objects.on(on).filter(establishment__in=ids).values_list("establishment", "legal_form")
    )
    surveys = {}
    for survey in Survey.objects.filed().filter(establishment__in=ids).order_by("surveyed_on", "pk"):
        surveys[survey.establishment_id] = survey
    areas = [row.area or row.establishment.area for row in rows]
    parents = _parents(areas, on)
    for row, area in zip(rows, areas, strict=True):
        place = row.establishment
        survey = surveys.get(place.pk)
        sector = place.sector or (survey.sector if survey else "")
        yield Fact(
            place.pk,
            str(place),
            {
                C.LEGAL_FORM: LegalForm(forms.get(place.pk) or place.legal_form).label,
                C.PLACE: _place_words(area, parents.get(area.pk)),
                C.SECTOR: sector,
                C.EXCLUSION: f"{sector or 'chưa ghi ngành nghề'}; {project.title}",
                C.PRIORITY_AREA: area.name,
                C.PRIORITY_SECTOR: sector,
            },
            f" (theo phiếu khảo sát ngày {ngay(survey.surveyed_on)})" if sector and not place.sector else "",
        )


def _parents(areas, on):
    """{area id: the unit it lay under on the day, or on its own last day}. One query."""
    found = {}
    ends = {area.pk: min(on, area.valid_to or on) for area in areas}
    for placement in AreaPlacement.objects.filter(area__in=ends).select_related("parent"):
        day = ends[placement.area_id]
        if (placement.valid_from or day) <= day <= (placement.valid_to or day):
            found[placement.area_id] = placement.parent
    return found


def _place_words(area, parent):
    """«phường thuộc thị xã Hồng Lĩnh», «xã thuộc huyện Đức Thọ»."""
    kind = area.type_word.lower()
    if parent is None:
        return kind
    name = parent.name
    return f"{kind} thuộc {name[:1].lower()}{name[1:]}" if _said(parent) else f"{kind} thuộc {parent.type_word} {name}"


def _said(area):
    return area.name.casefold().startswith(area.type_word.casefold())


# --- judging ----------------------------------------------------------------------------------------------------------


def _judge(rules, criterion, fact):
    words = fact.words[criterion]
    key, label = f"{criterion.lower().replace('_', '-')}-{fact.number}", criterion.label
    found = (words or "chưa ghi") + (fact.surveyed if criterion == C.SECTOR else "")
    if rule := next((rule for rule in rules if rule.fits(words)), None):
        return Criterion(
            f"{key}-{rule.code}", label, fact.name, rule.outcome, found, rule.text, rule.article, rule.evidence,
            rule.settled_by,
        )  # fmt: skip
    return Criterion(
        key, label, fact.name, State.UNKNOWN, found, NO_RULE, "; ".join(dict.fromkeys(rule.source for rule in rules)),
        settled_by=ASK,
    )  # fmt: skip


def _priority(project, rules, facts):
    """A factor above 1 rests on a priority area or sector, and on a paper that proves it."""
    factor = f"hệ số {figure(project.priority_factor)}"
    matches = [
        rule
        for criterion in (C.PRIORITY_AREA, C.PRIORITY_SECTOR)
        for fact in facts
        for rule in rules[criterion]
        if rule.fits(fact.words[criterion])
    ]
    papers = [str(paper) for paper in documents_of(project).filter(kind=PRIORITY_PAPER)]
    known = [*rules[C.PRIORITY_AREA], *rules[C.PRIORITY_SECTOR]]
    article = ", ".join(dict.fromkeys(rule.article for rule in (matches or known)))
    evidence = "; ".join(dict.fromkeys(rule.evidence for rule in (matches or known) if rule.evidence))
    if matches and papers:
        found = f"{factor}; giấy tờ: {', '.join(papers)}"
        return Criterion(
            "priority", "Hệ số ưu tiên", project.code, State.MET, found, matches[0].text, article, evidence
        )
    why = [] if matches else ["chưa thấy địa bàn, ngành nghề ưu tiên"]
    why += [] if papers else ["chưa có giấy tờ chứng minh"]
    words = matches[0].text if matches else "Hệ số phải dựa vào địa bàn hoặc ngành nghề ưu tiên có giấy tờ chứng minh"
    return Criterion(
        "priority", "Hệ số ưu tiên", project.code, State.UNKNOWN, f"{factor}; {', '.join(why)}", words, article,
        evidence, ASK,
    )  # fmt: skip


def _answered(project, criteria):
    """Where the rule leaves it open, the current answer to the very same question counts."""
    answers = {row.question: row for row in current_answers(project)}
    for row in criteria:
        answer = answers.get(row.key)
        if answer and row.open and answer.asked == row.asked:
            row.state = State(answer.verdict)
            row.answered = answer_words(answer)
    return criteria


def current_answers(project):
    """The answers that stand, from what is prefetched or in one query."""
    return [row for row in project.answers.select_related("answered_by") if row.is_current]


def answer_words(answer):
    paper = f"; căn cứ: {answer.evidence}" if answer.evidence else ""
    return f"{answer.answered_by.full_name}, {ngay(answer.answered_on)}: {answer.reason}{paper}"
