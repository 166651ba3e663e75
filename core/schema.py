"""What the REST schema says beside what its fields say by themselves."""


def no_other_fields(result, generator, request, public):
    """An object that is sent takes the fields it names and no others, as `core.api.read_known_fields` refuses them."""
    components = result["components"]["schemas"]
    bodies = [way["requestBody"] for ways in result["paths"].values() for way in ways.values() if "requestBody" in way]
    waiting = list(_named_in(bodies))
    known = set()
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        component = components[name]
        if component.get("properties"):
            component.setdefault("additionalProperties", False)
        waiting += _named_in(component)
    return result


def _named_in(part):
    """The names of the components that a part of the schema refers to."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from [value.rpartition("/")[2]] if key == "$ref" else _named_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named_in(value)
