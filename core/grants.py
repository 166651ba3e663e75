"""What the program's own database role may do beyond the ordinary (see grant_roles): the trail only grows.

No row's number is chosen by the program. `at` of the trail is named because Django names it; a trigger overwrites it.
"""

APPEND_ONLY = {
    "core_auditentry": [
        "at", "by_id", "office_id", "in_place_of_id", "action", "content_type_id", "object_id", "label", "note",
        "before", "after", "data",
    ],
    "core_casepart": ["content_type_id", "object_id", "person_id", "part", "taken_by_id", "at"],
}  # fmt: skip
# What an entry or a paper is about is told by these rows: migrate writes them, as the owner.
READ_ONLY = ["core_auditlink", "django_content_type"]
