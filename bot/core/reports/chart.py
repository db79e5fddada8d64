"""The doses of some days as a picture: a bar a day, what was taken below, what was not above. Pure: words to PNG."""

import io

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

from bot.core.reports.drawings import Chart
from inference.drawing.fonts import font

SIZE = (8.0, 5.0)  # inches
DPI = 120
TAKEN, NOT_TAKEN = "#2e7d32", "#f2b8a0"  # told apart also without colours: the one is much darker
MOST_LABELS = 8  # days that are named under the bars


def draw(chart: Chart) -> bytes:
    """Return the picture as a PNG file of about 960 by 600 pixels."""
    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    places = range(len(chart.days))
    taken, missed = [one for one, _ in chart.doses], [other for _, other in chart.doses]
    axes.bar(places, taken, color=TAKEN, label=chart.taken)
    axes.bar(
        places, missed, bottom=taken, color=NOT_TAKEN, hatch="//", edgecolor="white", label=chart.not_taken
    )
    plain, bold = FontProperties(fname=font(), size=13), FontProperties(fname=font(bold=True), size=17)
    axes.set_title(chart.title, fontproperties=bold, pad=14)
    most = max((one + other for one, other in chart.doses), default=0)
    axes.set_ylim(0, max(most, 1) * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    step = -(-len(chart.days) // MOST_LABELS)
    named = [place for place in places if (len(chart.days) - 1 - place) % step == 0]
    axes.set_xticks(named, [chart.days[place] for place in named])
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(plain)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, prop=plain)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
