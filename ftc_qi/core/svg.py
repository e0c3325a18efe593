"""Small server-drawn pictures that know no domain, and what no picture may hold."""

import re
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

_UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` without letters that XML forbids: people can type them, and no program opens a picture that holds one."""
    return _UNPRINTED.sub("", text)


def _share(part: Decimal | None, whole: Decimal | None) -> float:
    """Return part of whole held to 0–1; 0 when either is missing or whole is 0."""
    if not part or not whole:
        return 0.0
    return min(1.0, max(0.0, float(part) / float(whole)))


def money_bar_svg(
    awarded: Decimal, paid: Decimal, spent: Decimal | None = None, *, width: int = 272
) -> SafeString:
    """Draw a bar: track awarded, pale paid, pine spent. It is aria-hidden: write the figures beside it.

    Amounts in pounds; a share above the award is drawn full. `width` in pixels; the bar shrinks with its box.
    """
    bars = format_html('<rect width="{0}" height="10" rx="3" fill="#EEECE6" class="c-soft"/>', width)
    if share := _share(paid, awarded):
        bars += format_html(
            '<rect width="{}" height="10" rx="3" fill="#D5E6E1" class="c-cyc"/>',
            f"{width * share:.1f}",
        )
    if share := _share(spent, awarded):
        bars += format_html(
            '<rect y="3" width="{}" height="4" rx="2" fill="#0E5A52" class="c-pine"/>',
            f"{width * share:.1f}",
        )
    return format_html(
        '<svg class="c-chart q-money-bar" viewBox="0 0 {0} 10" width="{0}" height="10" aria-hidden="true" '
        'focusable="false">{1}</svg>',
        width,
        bars,
    )
