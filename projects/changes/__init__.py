"""Changes of an approved project: asked for in writing, checked on site, decided by a paper, carried out here."""
