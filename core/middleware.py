"""What goes with every answer of the program."""

from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import patch_cache_control


def private_answers(get_response):
    """No answer is kept by a machine in between, nor shown again without asking, unless its view says otherwise.

    A page may lie in the browser's own memory, so that what was typed is still there on the way back.
    """

    def answer(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer


def only_by_a_button(get_response):
    """Whoever opens the address of a button is told so: after logging in again the browser opens what was pressed."""

    def answer(request):
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    return answer
