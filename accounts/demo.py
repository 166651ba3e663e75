"""The demonstration's accounts share one published password; they are only ever made by the sample loader."""

PASSWORD = "khuyencong2021"  # noqa: S105  (published on purpose, refused outside a demonstration)
