"""Draws a terminal's output as SVG: `tokenctl --color always … | python3 docs/images/picture.py 'COMMAND' > file.svg`.

Reads text with ANSI colours from standard input. Standard library only; the letters stay text, so that the picture is
small, sharp and searchable. docs/images/make.sh calls it.
"""

import html
import re
import sys
import unicodedata

WIDTH, HEIGHT, MARGIN, TOP = 7.85, 19, 18, 46
COLOURS = {
    30: "#484f58", 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#56d4dd", 37: "#c9d1d9",
    90: "#8b949e", 91: "#ffa198", 92: "#56d364", 93: "#e3b341", 94: "#79c0ff", 95: "#d2a8ff", 96: "#56d4dd", 97: "#f0f6fc",
}
# Colours may also come as 38;5;N.
COLOURS_256 = {number: COLOURS[(30 if number < 8 else 82) + number] for number in range(16)}


def cells(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def runs(line):
    """Pieces of a line with the same look: (column, text, colour, bold, dim)."""
    colour, bold, dim, column = None, False, False, 0
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if piece.startswith("\x1b["):
            codes = [int(code or 0) for code in piece[2:-1].split(";")]
            while codes:
                code = codes.pop(0)
                if code == 0:
                    colour, bold, dim = None, False, False
                elif code == 1:
                    bold = True
                elif code == 2:
                    dim = True
                elif code == 22:
                    bold = dim = False
                elif code == 39:
                    colour = None
                elif code == 38 and codes[:1] == [5]:
                    colour, codes = COLOURS_256.get(codes[1]), codes[2:]
                elif code in COLOURS:
                    colour = COLOURS[code]
        elif piece:
            yield column, piece, colour, bold, dim
            column += cells(piece)


def words(column, text):
    """Each word at its own column, so that a font of another width cannot shift the table."""
    for word in re.finditer(r"\S+(?: \S+)*", text):
        yield column + cells(text[: word.start()]), word.group()


def main():
    command = sys.argv[1]
    lines = ["\x1b[90m$\x1b[0m \x1b[1m" + command + "\x1b[0m", *sys.stdin.read().rstrip("\n").split("\n")]
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    width = max(map(cells, plain)) * WIDTH + 2 * MARGIN
    height = TOP + len(lines) * HEIGHT + MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}"'
        f' role="img" aria-label="{html.escape(command)}">',
        '<rect width="100%" height="100%" rx="8" fill="#0d1117"/>',
        *(f'<circle cx="{20 + 20 * i}" cy="18" r="6" fill="{c}"/>' for i, c in enumerate(("#ff5f56", "#ffbd2e", "#27c93f"))),
        '<g font-family="DejaVu Sans Mono,Consolas,Menlo,monospace" font-size="13" fill="#c9d1d9" xml:space="preserve">',
    ]
    for number, line in enumerate(lines):
        y = TOP + number * HEIGHT
        for column, text, colour, bold, dim in runs(line):
            look = f' fill="{colour}"' if colour else ""
            look += ' font-weight="bold"' if bold else ""
            look += ' opacity="0.65"' if dim else ""
            for at, word in words(column, text):
                length = cells(word) * WIDTH
                out.append(
                    f'<text x="{MARGIN + at * WIDTH:.1f}" y="{y}" textLength="{length:.1f}"{look}>{html.escape(word)}</text>'
                )
    print("\n".join([*out, "</g>", "</svg>"]))


main()
