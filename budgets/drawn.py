"""What the requests of a contract draw of its money: an advance that was returned may be asked for anew.

Everything that adds requests up against a limit asks here: the contract's value, the limit of advances, the support at
the accepted cost, the part of a beneficiary. All amounts in đồng.
"""

from django.db.models import Sum

from budgets.models import MoneyBack


def drawn(requests, **of):
    """What these requests come to, less the advances returned.

    `of`: whose, as both know it: `commitment=…`, `commitment__in=…` or `commitment__project=…`.
    """
    asked = requests.filter(**of).aggregate(total=Sum("amount", default=0))["total"]
    return int(asked) - sum(returned(**of).values())


def returned(**of):
    """{contract id: what was returned of its advances}."""
    rows = MoneyBack.objects.returned_advances().filter(**of).order_by().values_list("commitment")
    return {pk: int(total) for pk, total in rows.annotate(total=Sum("amount"))}
