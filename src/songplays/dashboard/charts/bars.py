"""Lying bars, the number and its share written at the end of each."""

import altair as alt

from songplays.dashboard.charts.theme import CONTAINER_WIDTH, LEVEL_SCALE, Spec, chosen_or_faded, spec

MOST_BARS = 10
ROW_HEIGHT = 34
ROOM_FOR_LABEL = 110
WIDEST_NAME = f"max(90, {CONTAINER_WIDTH} * 0.4)"
LABEL = "format(datum.counted, ',d')"
LABEL_WITH_SHARE = (
    f"{LABEL} + (datum.chosen && datum.whole > 0 ? ' · ' + format(datum.counted / datum.whole, '.1%') : '')"
)


def bars(*, named: str, counts: str, rows: int, is_level: bool = False, of_all: bool = True) -> Spec:
    """Draw one bar per row of the data, in their order; beyond the first ten they become one bar.

    named: the bar's name, as an expression of Vega. counts: the column that holds its length.
    rows: how many there will be. is_level: whether they are levels, which have their own colours.
    of_all: whether the rows are all there is; then each bar says its share, too.
    """
    drawn_from = (
        alt.Chart(alt.NamedData("rows"))
        .transform_window(place="row_number()")
        .transform_calculate(
            place=f"min(datum.place, {MOST_BARS + 1})",
            value=f"datum.place > {MOST_BARS} ? 'all others' : {named}",
        )
        # Vega keeps its marks by name, and would trip over one called "__proto__": the blank makes it another.
        .transform_calculate(named="datum.value + ' '")
        .transform_aggregate(counted=f"sum({counts})", chosen="max(chosen)", groupby=["named", "value", "place"])
        .transform_calculate(counted_if_chosen="datum.chosen ? datum.counted : 0")
        .transform_joinaggregate(whole="sum(counted_if_chosen)")
        .transform_calculate(label=LABEL_WITH_SHARE if of_all else LABEL)
        .encode(
            y=alt.Y(
                "named:N",
                sort=alt.EncodingSortField("place", op="min"),
                title=None,
                axis=alt.Axis(labelLimit=alt.ExprRef(WIDEST_NAME)),
            ),
            x=alt.X(
                "counted:Q",
                axis=None,
                stack=None,  # one bar a name; and to stack, Vega would trip over one called "constructor"
                scale=alt.Scale(nice=False, zero=True, range=[0, alt.ExprRef(f"max(20, width - {ROOM_FOR_LABEL})")]),
            ),
            tooltip=[alt.Tooltip("named:N", title="name"), alt.Tooltip("label:N", title=counts)],
        )
    )
    colour = alt.Color("value:N", scale=LEVEL_SCALE, legend=None) if is_level else alt.Undefined
    drawn = drawn_from.mark_bar(height={"band": 0.6}, cursor="pointer").encode(color=colour, opacity=chosen_or_faded())
    labels = drawn_from.mark_text(align="left", dx=6).encode(
        text="label:N", color=alt.condition("datum.chosen !== false", alt.value("$ink"), alt.value("$muted"))
    )
    return spec(drawn + labels, height=height_of(rows))


def height_of(rows: int) -> int:
    """Return how high a chart with so many bars is."""
    return ROW_HEIGHT * min(max(rows, 1), MOST_BARS + 1)
