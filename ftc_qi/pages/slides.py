"""Slides in the product's look: real text in the layouts' own places, tables, pictures with what they show, notes.

Sizes are in points; text is measured before it is written, so that nothing leaves its box. Equal content makes
equal bytes.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from ftc_qi.core.svg import printable
from ftc_qi.pages.diagrams.boxes import wrap
from ftc_qi.pages.summary import shortened

WIDTH, HEIGHT = 960, 540
"""13.33 by 7.5 inches."""
LEFT, TOP, RIGHT, BOTTOM = 44, 96, 916, 500
"""Where a slide's content stands, under its title and above its foot."""
INK, QUIET, PINE, BAR, PAPER, MINT = "17211F", "46524E", "0E5A52", "0C3B36", "FFFFFF", "8FE0CF"
LINE = 1.22
"""Height of a line in sizes of its letters."""
FONT = "Arial"
COVER, CONTENT, TITLE_ONLY = 0, 1, 5
THEME = {"dk1": INK, "lt1": PAPER, "dk2": BAR, "lt2": "F2EFE8", "accent1": PINE, "accent2": "1B75BB"}
THEME |= {"accent3": "CF5C06", "accent4": "5E2D91", "accent5": "747D79", "accent6": "0B7568", "hlink": PINE}
THEME |= {"folHlink": QUIET}
FOOT = ("Foot", "Slide number")
"""The names of what stands at the foot of a slide."""
_FOOT = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
SVG_BESIDE = (
    '<a:extLst {a}><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{key}"/></a:ext></a:extLst>'
)
"""What a picture's dots say of the drawing they stand in for (MS-ODRAWXML, CT_SVGBlip)."""
MADE_ON = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
"""The date in a file that has none of its own."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph."""

    text: str
    size: float = 18
    bold: bool = False
    colour: str = INK
    before: float = 0


class Deck:
    """A presentation in the making."""

    def __init__(self, *, title: str, subject: str, foot: str, on: datetime.date | None):
        self.deck, self.foot = Presentation(), foot
        self.deck.slide_width, self.deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
        _dress(self.deck)
        made = datetime.datetime.combine(on, datetime.time()) if on else MADE_ON.replace(tzinfo=None)
        properties = self.deck.core_properties
        properties.title, properties.subject, properties.author = title, subject, "FTC QI"
        properties.last_modified_by, properties.language = "FTC QI", "en-GB"
        properties.created = properties.modified = made

    def cover(self, title: str, lines: Sequence[Words]) -> "Slide":
        """The first slide, on pine."""
        slide = Slide(self.deck.slides.add_slide(self.deck.slide_layouts[0]))
        slide.write(slide.slide.shapes.title, Box(64, 150, 832, 110), [Words(title, 40, True, PAPER)])
        slide.write(slide.slide.placeholders[1], Box(64, 280, 832, 180), lines)
        return slide

    def content(self, title: str, box: Box, lines: Sequence[Words]) -> "Slide":
        """A slide with a title and one place for text."""
        slide = Slide(self.deck.slides.add_slide(self.deck.slide_layouts[1]))
        slide.head(title, self.foot)
        slide.write(slide.slide.placeholders[1], box, lines)
        return slide

    def titled(self, title: str) -> "Slide":
        """A slide with a title alone, for a picture or a table."""
        slide = Slide(self.deck.slides.add_slide(self.deck.slide_layouts[2]))
        slide.head(title, self.foot)
        return slide

    def save(self) -> bytes:
        """The file; its parts carry one fixed date, as nothing else in it depends on when it was made."""
        for slide in self.deck.slides:
            for name in FOOT:  # read last, though it was written first
                for shape in [one for one in slide.shapes if one.name == name]:
                    slide.shapes._spTree.append(shape._element)
        made, fixed = io.BytesIO(), io.BytesIO()
        self.deck.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(zipfile.ZipInfo(name, MADE_ON.timetuple()[:6]), source.read(name), 8)
        return fixed.getvalue()


class Slide:
    """One slide of a deck."""

    def __init__(self, slide):
        self.slide = slide

    def head(self, title: str, foot: str) -> None:
        """The title in its place, and the foot with the slide's number."""
        self.write(self.slide.shapes.title, Box(LEFT, 30, RIGHT - LEFT, 54), [Words(title, 28, True, BAR)])
        about = self.text(Box(LEFT, 508, 800, 22), [Words(foot, 10, colour=QUIET)])
        number = self.text(Box(866, 508, 50, 22), [Words("", 10, colour=QUIET)])
        about.name, number.name = FOOT
        paragraph = number.text_frame.paragraphs[0]._p
        paragraph.append(
            parse_xml(
                f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
                f'<a:rPr lang="en-GB" sz="1000"><a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill></a:rPr>'
                "<a:t>‹#›</a:t></a:fld>"
            )
        )

    def text(self, box: Box, lines: Sequence[Words]):
        """A text box of its own."""
        shape = self.slide.shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
        self.write(shape, box, lines)
        return shape

    def write(self, shape, box: Box, lines: Sequence[Words]) -> None:
        """Write paragraphs into a shape, no more than fits."""
        shape.left, shape.top, shape.width, shape.height = map(Pt, (box.left, box.top, box.width, box.height))
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for index, words in enumerate(fitted(lines, box.width, box.height)):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            paragraph.space_before = Pt(words.before if index else 0)
            _run(paragraph, words)

    def picture(self, png: bytes, svg: str, box: Box, described: str, name: str) -> None:
        """A picture as large as its place allows, in the place's middle; `described` is read out for it.

        PowerPoint draws the SVG, sharp at any size; programs that know none show the PNG.
        """
        picture = self.slide.shapes.add_picture(io.BytesIO(png), 0, 0)
        scale = min(Pt(box.width) / picture.width, Pt(box.height) / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        picture.left = Pt(box.left) + (Pt(box.width) - picture.width) // 2
        picture.top = Pt(box.top)
        about = picture._element.nvPicPr.cNvPr
        about.set("descr", described)
        about.set("name", name)
        package = self.slide.part.package
        part = Part(package.next_partname("/ppt/media/drawing%d.svg"), "image/svg+xml", package, svg.encode())
        key = self.slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        blip = picture._element.blipFill.find(qn("a:blip"))
        blip.append(parse_xml(SVG_BESIDE.format(a=nsdecls("a", "r"), key=key)))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], name: str):
        """A table over the whole slide; each cell no more than its row has room for."""
        size, padding, head_height = 13, 6, 30
        room = (BOTTOM - TOP - head_height) / max(len(rows), 1)
        lines = int((room - 2 * padding) // (size * LINE))
        frame = self.slide.shapes.add_table(
            len(rows) + 1, len(head), Pt(LEFT), Pt(TOP), Pt(sum(widths)), Pt(head_height)
        )
        frame.name = name
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{name}: {', '.join(head)}")
        table = frame.table
        for column, width in enumerate(widths):
            table.columns[column].width = Pt(width)
        table.rows[0].height = Pt(head_height)
        for number, row in enumerate([head, *rows]):
            high = 1
            for column, text in enumerate(row):
                text = cut(text, widths[column] - 2 * padding, size, lines if number else 1)
                high = max(high, len(wrap(text, widths[column] - 2 * padding, size)))
                cell = table.cell(number, column)
                cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Pt(padding)
                bold = number == 0 or column == 0
                _run(cell.text_frame.paragraphs[0], Words(text, size, bold, PAPER if number == 0 else INK))
            if number:
                table.rows[number].height = Pt(min(room, high * size * LINE + 2 * padding))

    def notes(self, text: str) -> None:
        """What the speaker reads."""
        self.slide.notes_slide.notes_text_frame.text = printable(text)


def fitted(lines: Sequence[Words], width: float, height: float) -> list[Words]:
    """The paragraphs smaller, down to 12 points, and then shorter, until they fit."""
    lines = [words for words in lines if words.text] or list(lines[:1])
    for scale in (1, 0.9, 0.8, 0.7, 0.6):
        smaller = [_scaled(words, scale) for words in lines]
        if height_of(smaller, width) <= height:
            return smaller
    while height_of(smaller, width) > height and max(len(words.text) for words in smaller) > 20:
        longest = max(smaller, key=lambda words: len(words.text))
        smaller = [
            Words(shortened(w.text, int(len(w.text) * 0.9)), w.size, w.bold, w.colour, w.before)
            if w is longest
            else w
            for w in smaller
        ]
    return smaller


def height_of(lines: Sequence[Words], width: float) -> float:
    """How high paragraphs stand in a box so wide."""
    return sum(
        max(1, len(wrap(words.text, width, words.size, 700 if words.bold else 400))) * words.size * LINE
        + (words.before if index else 0)
        for index, words in enumerate(lines)
    )


def cut(text: str, width: float, size: float, lines: int) -> str:
    """`text` shortened until it stands in so many lines."""
    while len(wrap(text, width, size)) > lines and len(text) > 20:
        text = shortened(text, int(len(text) * 0.9))
    return text


def _scaled(words: Words, scale: float) -> Words:
    size = max(min(words.size, 12), round(words.size * scale))
    return Words(words.text, size, words.bold, words.colour, words.before * scale)


def _run(paragraph, words: Words) -> None:
    run = paragraph.add_run()
    run.text = printable(words.text)
    run.font.size, run.font.bold, run.font.color.rgb = (
        Pt(words.size),
        words.bold,
        RGBColor.from_string(words.colour),
    )
    run._r.get_or_add_rPr().set("lang", "en-GB")


def _dress(deck) -> None:
    """Give the plain template our fonts, colours and places, and keep three of its layouts."""
    layouts = deck.slide_layouts
    kept = [layouts[COVER], layouts[CONTENT], layouts[TITLE_ONLY]]
    for layout in list(layouts):
        if layout not in kept:
            layouts.remove(layout)
    master = deck.slide_master
    for holder in (master, *kept):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type in _FOOT:
                shape._element.getparent().remove(shape._element)
        for shape in holder.placeholders:
            is_title = shape.placeholder_format.idx == 0
            box = Box(LEFT, 30, RIGHT - LEFT, 54) if is_title else Box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP)
            shape.left, shape.top, shape.width, shape.height = map(
                Pt, (box.left, box.top, box.width, box.height)
            )
    kept[0].background.fill.solid()
    kept[0].background.fill.fore_color.rgb = RGBColor.from_string(BAR)
    styles = master.element.find(qn("p:txStyles"))
    for style in ("p:titleStyle", "p:bodyStyle"):
        level = styles.find(qn(style)).find(qn("a:lvl1pPr"))
        level.set("algn", "l")
        level.set("marL", "0")
        level.set("indent", "0")
        for bullet in level.findall(qn("a:buChar")):
            level.replace(bullet, parse_xml(f"<a:buNone {nsdecls('a')}/>"))
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob.decode()).encode()


def _theme(xml: str) -> str:
    """The theme with our colours and a font that every machine has."""
    for name, colour in THEME.items():
        xml = re.sub(
            rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>', xml, flags=re.S
        )
    return re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FONT}"', xml)
