"""What drawings and lists repeat many times, written without a template."""

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from stepdown.web.ui.charts.week_grid import WITHOUT_TIME, BlockLook, DrawnWeekBlock

FACES = {
    BlockLook.SESSION: ("fill-surface", "fill-tint"),
    BlockLook.CHOSEN: ("fill-surface", "fill-tone"),
    BlockLook.BUSY: ("fill-sunken",),
    BlockLook.TRAVEL: ("fill-surface", "line-open"),
    BlockLook.OPEN: ("fill-surface", "line-open"),
}
INKS = {BlockLook.SESSION: "fill-tone", BlockLook.CHOSEN: "on-tone"}


def week_blocks(drawn: Iterable[DrawnWeekBlock]) -> SafeString:
    """The blocks of a week's grid with the words in them."""
    return mark_safe("\n".join(map(_block, drawn)))


def _block(one: DrawnWeekBlock) -> str:
    look, at = one.block.look, f'x="{one.x}" y="{one.y}"'
    size = f'width="{one.width}" height="{one.height}" rx="6"'
    faces = "".join(f'<rect class="{face}" {at} {size}/>' for face in FACES[look])
    if look is BlockLook.SESSION:
        faces += f'<rect class="fill-tone" {at} width="4" height="{one.height}" rx="2"/>'
    return f'<g class="tone-{escape(one.block.tone)}">{faces}{_words(one)}</g>'


def _words(one: DrawnWeekBlock) -> str:
    look, ink = one.block.look, f' class="{INKS.get(one.block.look, "")}"'
    if one.is_narrow:
        ink = f' textLength="{one.text_width}" lengthAdjust="spacingAndGlyphs"{ink}'
    weights = iter([""] if look in WITHOUT_TIME else [' font-weight="650"'])
    return "".join(
        f'<text x="{one.text_x}" y="{y}"{ink}{next(weights, "")}>{escape(words)}</text>'
        for y, words in one.lines
    )


def number_rows(rows: Iterable[Sequence[str]]) -> SafeString:
    """The rows of a table: the first cell is the heading of each."""
    return mark_safe("".join(f"<tr>{_head(first)}{_cells(rest)}</tr>" for first, *rest in rows))


def _head(cell: str) -> str:
    return f'<th scope="row">{escape(cell)}</th>'


def _cells(cells: Iterable[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in cells)


def drawn_progress(value: float, total: float, label: str, words: str) -> SafeString:
    label, words = escape(label), escape(words)
    told = f"<b>{words}</b>" if words else ""
    return mark_safe(
        f'''<div>
<div class="progress-line"><span>{label}</span>{told}</div>
<progress class="progress" value="{value}" max="{total}" aria-label="{label}">{words}</progress>
</div>'''
    )
