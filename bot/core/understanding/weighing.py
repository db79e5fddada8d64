"""Whether a sentence tells of a danger: what the rules found and what the classifier guesses, weighed together. Pure."""

from dataclasses import replace

from bot.core.understanding.classifier import Guess
from bot.core.understanding.intents import Danger, Intent

# Chosen on the sentences of authors that the classifier had not learnt from: python -m training.understanding --held-out
GUESSED = 1.35  # how much the log-odds of the classifier count
RULE = {Intent.EMERGENCY: 1.8, Intent.CRISIS: 3.5}  # what a rule adds
EXCUSED = -2.75  # what a rule adds that something in the sentence excuses
SURE = -1.0  # from it on, a danger is taken for one
PERHAPS = -2.0  # from it on, it is told beside the answer


def weighed(rule: Danger | None, guess: Guess) -> Danger | None:
    """Return the danger that a sentence tells of; a doubtful one is told beside the answer."""
    added = 0.0 if rule is None else EXCUSED if rule.doubtful else RULE[rule.intent]
    evidence = GUESSED * guess.danger + added
    if rule is None and evidence < PERHAPS:
        return None
    danger = rule or Danger(guess.kind, "classifier", doubtful=True)
    kind = guess.kind if danger.doubtful else danger.intent
    return replace(danger, intent=kind, doubtful=evidence < SURE)
