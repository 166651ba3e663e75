"""Says an amount back in words while somebody types it. Comfort only: the page says it too when it comes back."""

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from core.money import dong, parse_money
from core.words import amount_in_words


@require_GET
def money_words(request):
    """`?text=2,236 tỷ` -> {"words", "amount"} or {"problem"}; both are read out beside the field."""
    try:
        amount = parse_money(request.GET.get("text", ""))
    except ValidationError as error:
        return JsonResponse({"problem": error.messages[0]})
    return JsonResponse({"words": amount_in_words(amount), "amount": dong(amount)})
