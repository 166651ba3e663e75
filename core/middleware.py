"""What goes with every answer of the program."""

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
