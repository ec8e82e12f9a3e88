"""Scans and photographs by character recognition, with a box and a score a character."""

from __future__ import annotations

import io
import math
from pathlib import Path
from statistics import median
from typing import Any

from report_extract.model import Report, ReportError
from report_extract.sources.files import Source, require
from report_extract.sources.grid import Grid, Rule, grids
from report_extract.sources.page import Glyph, read_page
from report_extract.sources.rawtext import RawText

MAX_PIXELS = 100_000_000
"""An A2 page at 400 dpi has 60 million."""
MAX_FRAMES = 400
MAX_SIDE = 4000
"""Larger pictures are scaled down: type is legible at far less."""
LOW_SCORE = 0.9
"""A digit scored below this is doubtful: right digits score 0.99 and more."""
_POINTS = 72 / 200
"""Pictures name no size that can be trusted; they are taken to have 200 dots an inch."""


def read_image(source: Source) -> Report:
    """Read a picture, or each page of a TIFF. Raises ReportError: damaged, too large, no text, no `[ocr]`."""
    recogniser = Recogniser(source.path, "a picture")
    out = RawText()
    for picture in _frames(source):
        glyphs, frames = recogniser.read(picture, 1 / _POINTS)
        out.page(read_page(glyphs, frames), [], [])
    return source.report("scan", out.raw, warnings=tuple(out.doubts()), **out.fields())


def _frames(source: Source) -> Any:
    """The pages of a picture file as arrays (height, width, 3), blue first."""
    image_file: Any = require("PIL.Image", "ocr", source.path, "a picture")
    numpy = require("numpy", "ocr", source.path, "a picture")
    image_file.MAX_IMAGE_PIXELS = None  # the limit here is our own, and told in our words
    try:
        image = image_file.open(io.BytesIO(source.content))
        count = getattr(image, "n_frames", 1)
        if count > MAX_FRAMES:
            raise ReportError(f"{source.path}: {count} pages, more than the {MAX_FRAMES} read at once; split it")
        for n in range(count):
            image.seek(n)
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise ReportError(
                    f"{source.path}: {width} × {height} points, more than {MAX_PIXELS / 1e6:.0f} million; scale it down"
                )
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))
            yield numpy.asarray(image.convert("RGB"))[:, :, ::-1]
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ReportError(
            f"{source.path}: a damaged picture, or of a kind that is not read ({error}); save it anew"
        ) from error


class Recogniser:
    """The recognition engine, with one thread: many processes at once are faster than many threads."""

    def __init__(self, path: Path, purpose: str) -> None:
        self.path = path
        require("onnxruntime", "ocr", path, purpose)
        rapidocr = require("rapidocr", "ocr", path, purpose)
        self._cv2 = require("cv2", "ocr", path, purpose)
        self._engine = rapidocr.RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": MAX_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, picture: Any, scale: float) -> tuple[list[Glyph], list[Grid]]:
        """Glyphs and ruled grids of a picture, in points from the lower left corner; `scale` is pixels a point."""
        height, width = picture.shape[:2]
        shrink = min(1.0, MAX_SIDE / max(height, width))
        if shrink < 1:
            picture = self._cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=self._cv2.INTER_AREA)
            scale *= shrink
        result = self._engine(picture, return_word_box=True, return_single_char_box=True)
        if result.txts is None or not result.word_results:
            return [], []
        tilt = _tilt(result.boxes)
        upright = _Rotation(tilt, picture.shape[1], picture.shape[0], scale)
        glyphs = [glyph for line in result.word_results for glyph in _glyphs(line, upright)]
        return glyphs, self._grids(picture, upright, median(g.y1 - g.y0 for g in glyphs)) if glyphs else []

    def _grids(self, picture: Any, upright: _Rotation, size: float) -> list[Grid]:
        """Ruled lines: dark runs of the picture turned upright, longer than the strokes of type of that size."""
        cv2 = self._cv2
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        if abs(upright.angle) > 1e-4:
            matrix = cv2.getRotationMatrix2D(upright.centre, math.degrees(upright.angle), 1.0)
            grey = cv2.warpAffine(grey, matrix, (grey.shape[1], grey.shape[0]), borderValue=255)
        numpy = require("numpy", "ocr", self.path, "a scan")
        dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
        rules: list[list[Rule]] = []
        for level in (True, False):
            least = int((3 if level else 1.7) * size * upright.scale)
            runs = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, numpy.ones((1, 5) if level else (5, 1), numpy.uint8))
            runs = cv2.morphologyEx(runs, cv2.MORPH_OPEN, numpy.ones((1, least) if level else (least, 1), numpy.uint8))
            _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
            rules.append([rule for box in stats[1:] if (rule := _rule(box, level, upright))])
        return grids(rules[0], rules[1], tolerance=3.5)


def _rule(box: Any, level: bool, upright: _Rotation) -> Rule | None:
    """A component of dark runs as a rule, in points; None for blots."""
    x, y, width, height = (float(v) for v in box[:4])
    thick, long = (height, width) if level else (width, height)
    if thick > 3 * upright.scale or long < 6 * thick:
        return None
    scale, top = upright.scale, upright.height
    if level:
        return Rule(top - (y + height / 2) / scale, x / scale, (x + width) / scale)
    return Rule((x + width / 2) / scale, top - (y + height) / scale, top - y / scale)


class _Rotation:
    """Turns a slightly tilted picture upright, and pixels from above into points from below."""

    def __init__(self, angle: float, width: int, height: int, scale: float) -> None:
        self.angle, self.scale = angle, scale
        self.centre = (width / 2, height / 2)
        self.height = height / scale
        self._cos, self._sin = math.cos(angle), math.sin(angle)

    def point(self, x: float, y: float) -> tuple[float, float]:
        dx, dy = x - self.centre[0], y - self.centre[1]
        x, y = self.centre[0] + dx * self._cos + dy * self._sin, self.centre[1] - dx * self._sin + dy * self._cos
        return x / self.scale, self.height - y / self.scale

    def box(self, quad: Any) -> tuple[float, float, float, float]:
        """The box of a quadrilateral in points, as the picture shows it."""
        xs, ys = [float(x) / self.scale for x, _ in quad], [self.height - float(y) / self.scale for _, y in quad]
        return min(xs), min(ys), max(xs), max(ys)


def _tilt(boxes: Any) -> float:
    """The angle of the text lines in radians, clockwise; long lines tell it best."""
    angles = []
    for box in boxes:
        (x0, y0), (x1, y1) = box[0], box[1]
        if x1 - x0 > 8 * abs(box[3][1] - y0):
            angles.append(math.atan2(y1 - y0, x1 - x0))
    return float(median(angles)) if len(angles) >= 3 and abs(median(angles)) < 0.1 else 0.0


def _glyphs(line: Any, upright: _Rotation) -> list[Glyph]:
    """The characters of a recognised line, all of the line's height."""
    found: list[Glyph] = []
    least = -math.inf  # the order of the characters is surer than their boxes
    for text, score, quad in line:
        corners = [upright.point(float(x), float(y)) for x, y in quad]
        x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
        y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
        step = (x1 - x0) / max(1, len(text))
        shown = upright.box(quad)
        for n, char in enumerate(text):
            if not char.isspace():
                doubt = char.isdigit() and score < LOW_SCORE
                least = max(least + 0.01, x0 + n * step)
                if found and least - found[-1].x1 < 0.5 * (y1 - y0):
                    found[-1].x1 = least  # recognised boxes leave gaps where none are
                found.append(Glyph(char, least, y0, max(least + 0.01, x0 + (n + 1) * step), y1, doubt, shown))
    return found
