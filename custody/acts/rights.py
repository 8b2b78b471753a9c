"""What a person asks for or is told beyond daily care, and what an emergency asks of the house."""

from typing import Literal

from custody.acts.act import Key, StayAct, Word


class AskFor(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="ask_for"):
    """The person asks for something; an ``offer`` of the same answers it (RGT-07, RGT-21)."""

    what: Literal["drink", "toilet", "diet", "religion"]


class Observe(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="observe"):
    """Who watches a person constantly from now on; empty: nobody does any more (CLK-11, 12)."""

    observer: Word
    at_screens: bool = False
    """By camera, from where the screens are: enough at level 3, never at level 4."""


class TellIllness(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="tell_illness"
):
    """Somebody was told of an illness or injury (CQ 23, 36)."""

    to: Literal["family", "unit", "superior"]


class Dependants(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="dependants"):
    """Somebody at home is left without care, or their care is arranged (CQ 15)."""

    phase: Literal["named", "arranged"]


class Consul(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="consul"):
    """The consulate of a foreign national was told, or the person does not want it (PCC 367)."""

    phase: Literal["told", "declined"]


class QuestionVictim(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="question_victim"
):
    """A victim in this person's case was questioned; ``person`` is a reference, never a name."""

    person: Key
    child: bool


class DeathStep(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="death_step"):
    """A death is noted, or one of the steps it asks for is done (CQ 24-25)."""

    step: Literal[
        "noted",
        "scene_held",
        "inspector_told",
        "supervision_told",
        "prosecutor_told",
        "family_told",
        "appraisal_begun",
    ]
