"""Ways from a line of the books to the record and the paper it rests on, for whoever may open them."""

from django.db.models import prefetch_related_objects
from django.urls import NoReverseMatch

from core.models import Document


def page_of(record):
    """The record's page, or "" when it has none."""
    try:
        return record.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return ""


def readable(records, user):
    """{(model, pk): (record, page)} for those of the records whose page this person may open. One query per kind."""
    kinds = {}
    for record in records:
        if record is not None:
            kinds.setdefault(type(record), set()).add(record.pk)
    found = {}
    for model, keys in kinds.items():
        if not user.has_perm(f"{model._meta.app_label}.{VIEW.get(model.__name__, f'view_{model._meta.model_name}')}"):
            continue
        for record in model._default_manager.visible_to(user).filter(pk__in=keys):
            if page := page_of(record):
                found[model, record.pk] = record, page
    return found


# Records that are read with the money, not with a permission of their own.
VIEW = dict.fromkeys(
    ["AllocationSheet", "Appropriation", "Assignment", "Commitment", "PaymentRequest", "MoneyBack"], "view_money"
) | {"YearAccount": "view_settlement", "Voucher": "view_settlement"}


def told(transfers, user):
    """Each transfer with what this person may open of it: [{transfer, record, url, paper_opens}]; the record is None
    and its page "" where it is out of reach. A fixed number of queries for each kind of record."""
    transfers = list(transfers)
    acts = {transfer.act_id: transfer.act for transfer in transfers}
    prefetch_related_objects(list(acts.values()), "case")
    records = readable([act.case for act in acts.values()], user)
    papers = open_papers([transfer.paper for transfer in transfers], user)
    rows = []
    for transfer in transfers:
        case = acts[transfer.act_id].case
        record, url = records.get((type(case), case.pk), (None, "")) if case else (None, "")
        rows.append({"transfer": transfer, "record": record, "url": url, "paper_opens": transfer.paper_id in papers})
    return rows


def open_papers(papers, user):
    """Ids of the papers (Documents) with a scan that this person may open. One query."""
    ids = {paper.pk for paper in papers if paper is not None and paper.file}
    return set(Document.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
