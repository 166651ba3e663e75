"""How the acts on the norm book read in the trail."""

from core.audit import register_actions

register_actions({"norms.normset.load": "nạp bộ mức chi"})
