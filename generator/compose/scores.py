"""Scores → the clinic's box: how to work each out by hand, what the results mean, where to write it."""

from __future__ import annotations

from generator import blocks
from generator.answer import greatest
from generator.blocks import Run, plain
from generator.compose.setting import Setting, Texts
from generator.model.form import Form, counted
from generator.model.score import Band, Score
from generator.text import literal

FIELD = "scores"  # the name above the fields of all scores
_LENGTH = 8


def score_box(form: Form, setting: Setting, text: Texts) -> blocks.ScoreBox:
    """Return the box for the scores of *form*."""
    title = literal(setting.words.scores.title)
    return blocks.ScoreBox(title, tuple(_score(score, form, setting, text, title) for score in form.scores))


def _score(score: Score, form: Form, setting: Setting, text: Texts, title: blocks.Text) -> blocks.ScoreSteps:
    label = text(score.text)
    question = blocks.Question(
        name=f"{FIELD}.{score.linkId}", label=label, tooltip=f"{plain(title)}: {plain(label)}", span=3, type="decimal"
    )
    steps = text(score.steps) or literal(_steps(score, form, setting), setting.words.at)
    bands = tuple((Run(f"{_range(band)} ", bold=True), *text(band.text)) for band in score.band)
    return blocks.ScoreSteps(blocks.TextField(question, _LENGTH), steps, bands)


def _steps(score: Score, form: Form, setting: Setting) -> str:
    """Return the sum to do and what blank answers mean, in the words of the language."""
    words = setting.words.scores
    how = {"sum": words.sum, "mean": words.mean, "count": words.count, "percentage": words.percentage}[score.method]
    most = score.missing.most
    blank = words.missing_mean if score.missing.rule == "mean" else words.missing_zero
    how = how.replace("{greatest}", f"{sum(greatest(entry.item) or 0 for entry in counted(form, score)):g}")
    return f"{how} {blank.replace('{most}', str(most)) if most else words.complete}"


def _range(band: Band) -> str:
    return f"{band.low:g}" if band.low == band.high else f"{band.low:g}–{band.high:g}"
