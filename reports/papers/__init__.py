"""Official papers: what they say (builders) and how a page is laid out, without models or a database.

`paper`    the parts of an administrative paper as plain data (Nghị định 30/2020/NĐ-CP)
`layout`   texts and column widths, worked out once for both renderers
`persons`  people as an officer types them, made into places to sign
`approval_submission`, `year_report`, `refusal_letter`, `acceptance_minutes`   plain figures in, `Paper` out

`reports.pdf.render_pdf` and `reports.word.render_docx` print the same `Paper`.
"""
