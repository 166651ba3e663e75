"""What the program's own database role may do beyond the ordinary (see grant_roles): the trail only grows."""

APPEND_ONLY = {
    "core_auditentry": None,
    "core_casepart": None,
}
READ_ONLY = ["core_auditlink"]
