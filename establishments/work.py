def worklist(user):
    """An establishment is a fact, not a task: nothing waits here."""
    return []
