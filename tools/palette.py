"""Pictures of pages with a palette, a third as large as a browser makes them."""

import base64
import struct
import zlib

from playwright.sync_api import Page

_COLOURS = 256
_INDEXED = """async ([source, most]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const {width, height} = image, context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    const {data} = context.getImageData(0, 0, width, height);
    const pixels = new Uint32Array(data.buffer).map(each => each & 0xffffff);
    const counted = new Map();
    for (const each of pixels) counted.set(each, (counted.get(each) ?? 0) + 1);
    const palette = [...counted].sort((one, other) => other[1] - one[1]).slice(0, most).map(([colour]) => colour);
    const parts = colour => [colour & 255, (colour >> 8) & 255, colour >> 16], all = palette.map(parts);
    const far = (one, other) => one.reduce((sum, part, index) => sum + (part - other[index]) ** 2, 0);
    const nearest = colour => {
        const own = parts(colour), distances = all.map(each => far(own, each));
        return distances.indexOf(Math.min(...distances));
    };
    const known = new Map([...counted.keys()].map(colour => [colour, nearest(colour)]));
    let written = "";
    for (const each of pixels) written += String.fromCharCode(known.get(each));
    return {width, height, palette: all.flat(), pixels: btoa(written)};
}"""


def with_palette(page: Page, png: bytes) -> bytes:
    """The same picture in its most frequent colours, and for each other the nearest; an empty page reckons it."""
    found = page.evaluate(_INDEXED, [base64.b64encode(png).decode(), _COLOURS])
    width, height, pixels = found["width"], found["height"], base64.b64decode(found["pixels"])
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", bytes(found["palette"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    kind, content = part
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
