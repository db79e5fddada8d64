"""Rules and the classifier decide together on a danger; in doubt it is told beside the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.understanding.classifier import Guess
from bot.core.understanding.intents import Danger, Intent
from bot.core.understanding.weighing import weighed

PLAIN = Danger(Intent.EMERGENCY, "breathing", doubtful=False)
EXCUSED = Danger(Intent.EMERGENCY, "breathing", doubtful=True)
CRISIS = Danger(Intent.CRISIS, "wish to die", doubtful=False)


def guess(odds: float) -> Guess:
    return Guess({}, odds, Intent.EMERGENCY)


@pytest.mark.parametrize(
    ("rule", "odds", "doubtful"),
    [
        (None, -4.0, None),
        (None, -1.0, True),
        (None, 1.0, False),
        (PLAIN, -1.5, False),
        (PLAIN, -4.0, True),
        (EXCUSED, 0.5, True),
        (EXCUSED, 4.0, False),
        (CRISIS, -2.6, False),
    ],
)
def test_a_rule_and_the_classifier_add_up(rule, odds, doubtful):
    danger = weighed(rule, guess(odds))
    assert (danger.doubtful if danger else None) == doubtful


@given(st.sampled_from([PLAIN, EXCUSED, CRISIS]), st.floats(-20, 20))
def test_what_a_rule_found_is_never_left_untold(rule, odds):
    assert weighed(rule, guess(odds)) is not None


@given(st.sampled_from([None, PLAIN, EXCUSED, CRISIS]), st.floats(-20, 20), st.floats(0, 20))
def test_more_that_speaks_for_a_danger_never_makes_it_more_doubtful(rule, odds, more):
    less, most = weighed(rule, guess(odds)), weighed(rule, guess(odds + more))
    assert less is None or most is not None
    assert less is None or less.doubtful or (most is not None and not most.doubtful)


def test_an_excused_rule_takes_its_kind_from_the_classifier():
    danger = weighed(Danger(Intent.CRISIS, "wish to die", doubtful=True), guess(0.0))
    assert danger is not None
    assert danger.intent is Intent.EMERGENCY
