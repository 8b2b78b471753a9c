"""Which thresholds the rules declare: what rules.toml must contain, no more and no less."""

from alerts.rules import RULES
from config.thresholds import Declared


def declared() -> Declared:
    """Return rule id -> threshold key -> what it means; rules without thresholds are left out."""
    return {
        rule.id: {
            threshold.key: f"{threshold.meaning}, unit {threshold.unit}"
            for threshold in rule.thresholds
        }
        for rule in RULES
        if rule.thresholds
    }
