"""A room that exists in tests only: one kind of job whose work each test chooses."""
