from django import template

register = template.Library()


@register.filter
def of(figures, key):
    """One entry of a dictionary by a key the template holds."""
    return figures.get(key)
