"""What the program's own database role may do beyond the ordinary (see grant_roles): the trail only grows.

No row's number is chosen by the program. `at` of the trail is named because Django names it; a trigger overwrites it.
"""

APPEND_ONLY = {
    "core_auditentry": [
        "at", "by_id", "office_id", "in_place_of_id", "action", "content_type_id", "object_id", "label", "note",
        "before", "after", "data",
    ],
    "core_casepart": [
        "content_type_id", "object_id", "person_id", "part", "taken_by_id", "at", "withdrawn_at", "withdrawn_by_id",
        "withdrawn_why",
    ],
}  # fmt: skip
# A part taken by mistake is withdrawn, once (a trigger holds that nothing else changes).
MAY_UPDATE = {"core_casepart": ["withdrawn_at", "withdrawn_by_id", "withdrawn_why"]}
# What an entry or a paper is about is told by these rows: migrate writes them, as the owner.
READ_ONLY = ["core_auditlink", "django_content_type"]
