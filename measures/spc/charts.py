"""The charts the engine draws, by key: what their lines are called and which rule sets fit them."""

from dataclasses import dataclass

NHS_RULE_SETS = ("nhs_mdc", "nhs_mdc_shift6", "nhs_mdc_trend6", "nhs_mdc_6")


@dataclass(frozen=True, slots=True)
class Chart:
    """One kind of chart.

    rule_sets: keys of `rules.RULE_SETS` that fit it, the default first. Width of limits and rules belong
    together and are never mixed: 2.66 average moving ranges with the NHS rules, 3/1.128 with the others.
    """

    key: str
    name: str
    """As in "P chart"; begins a sentence or stands in a list."""
    centre: str
    """What the centre line is: "median" or "mean"."""
    rule_sets: tuple[str, ...]
    has_limits: bool = True
    has_denominators: bool = False
    in_product: bool = True
    """False: only in the engine and its command (DECISIONS 12)."""


_SIGMA = ("sigma_anhoej",)
CHARTS: dict[str, Chart] = {
    chart.key: chart
    for chart in (
        Chart("run", "Run chart", "median", ("anhoej", "perla_2011"), has_limits=False),
        Chart("xmr", "XmR chart", "mean", NHS_RULE_SETS),
        Chart("i", "I chart", "mean", _SIGMA),
        Chart("c", "C chart", "mean", _SIGMA),
        Chart("u", "U chart", "mean", _SIGMA, has_denominators=True),
        Chart("up", "U′ chart", "mean", _SIGMA, has_denominators=True),
        Chart("p", "P chart", "mean", _SIGMA, has_denominators=True),
        Chart("pp", "P′ chart", "mean", _SIGMA, has_denominators=True),
        Chart("t", "T chart", "mean", _SIGMA),
        Chart("g", "G chart", "median", _SIGMA),
        Chart("mr", "MR chart", "mean", _SIGMA, in_product=False),
        Chart("xbar", "Xbar chart", "mean", _SIGMA, in_product=False),
        Chart("s", "S chart", "mean", _SIGMA, in_product=False),
        Chart("ip", "I′ chart", "mean", _SIGMA, has_denominators=True, in_product=False),
    )
}


def rule_set_for(chart: str, chosen: str = "") -> str:
    """The rule set a chart is read with: the chosen one where it fits, else the chart's own default."""
    fitting = CHARTS[chart].rule_sets
    return chosen if chosen in fitting else fitting[0]
