"""`{% csrf_token %}` as every form has it, with the mark by which the form is known when it comes twice."""

import secrets

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from core.once import FIELD

register = template.Library()


class MarkedToken(CsrfTokenNode):
    def render(self, context):
        return super().render(context) + format_html(
            '<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_urlsafe(12)
        )


@register.tag
def csrf_token(parser, token):
    return MarkedToken()
