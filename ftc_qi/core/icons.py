"""The line icons of the interface: one 24 by 24 path each, drawn for this product."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

ICONS = {
    "alert": "M12 4 2.5 20h19zM12 10v4.5M12 17v.2",
    "archive": "M4 5h16v4H4zM5.5 9v10h13V9M10 13h4",
    "arrow-down": "M12 5v14M6 13l6 6 6-6",
    "arrow-left": "M19 12H5M11 6l-6 6 6 6",
    "arrow-right": "M5 12h14M13 6l6 6-6 6",
    "arrow-up": "M12 19V5M6 11l6-6 6 6",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "chart": "M4 4v16h16M7 15l4-4 3 2 5-6",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "chevron-down": "M6 9.5l6 6 6-6",
    "clock": "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0",
    "cog": "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5"
    "M9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
    "comment": "M4 5h16v11H10l-5 4v-4H4z",
    "cycle": "M20 12a8 8 0 1 1-2.5-5.8M18 2.5v4h-4",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12"
    "M15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
    "fishbone": "M3 12h16M19 8l3 4-3 4M7 12 4.5 6M13 12l-2.5-6M7 12l-2.5 6M13 12l-2.5 6",
    "flag": "M6 21V4h11l-2.5 4 2.5 4H6",
    "history": "M4 12a8 8 0 1 0 2.5-5.8M6 2.5v4h4M12 8v4.5l3 1.5",
    "home": "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    "info": "M12 11v5M12 7.8v.2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0",
    "image": "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9.5a.5.5 0 1 0-1 0 .5.5 0 0 0 1 0",
    "link": "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.6-5.6l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.6l1.2-1.2",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6h.2M4.5 12h.2M4.5 18h.2",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "mail": "M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5",
    "minus": "M5 12h14",
    "pencil": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "people": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6"
    "M16 11a3 3 0 1 0-1-5.8M17 14c3 .3 4.5 2.5 4.5 6",
    "person": "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c0-4.5 3.5-6.5 7.5-6.5s7.5 2 7.5 6.5",
    "plus": "M12 5v14M5 12h14",
    "pound": "M17 7.5A4 4 0 0 0 9 8c0 3 1.5 4.5 1.5 7.5 0 2-1 3.5-2.5 4.5h10M7 13.5h7",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "projects": "M4 17h7V9h7",
    "search": "M16 16l4.5 4.5M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0",
    "sign-out": "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
    "signals": "M4 20h16M4 15h4v-5h5V5h7M20 5h.2",
    "star": "M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z",
    "step": "M4 17h7V9h7",
    "table": "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
    "target": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0",
    "trash": "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
    "upload": "M12 16V5M7 9l5-5 5 5M5 20h14",
    "x": "M6 6l12 12M18 6L6 18",
}


def icon_svg(name: str) -> SafeString:
    """Return the icon called `name` as inline SVG, hidden from assistive technology.

    An icon never stands without a word beside it or an `aria-label` on its control.
    Raises KeyError for a name that is not in ICONS.
    """
    return format_html(
        '<svg class="q-i" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        ICONS[name],
    )
