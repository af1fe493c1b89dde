"""Makes the pictures beside this file, and what Pillow 13.0.0 decodes them to.

    python -m pip install pillow numpy
    python make.py

NAME.EXT is a picture as a shop might send it, NAME-rgb.png its first frame as 8-bit RGB, upright, alpha on white.
"""

import io
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageOps

HERE = Path(__file__).parent
WIDTH, HEIGHT = 26, 18


def scene(mode="RGB"):
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    values = numpy.stack([x * 9, y * 13, 255 - x * 4 - y * 5], -1).astype(numpy.uint8)
    picture = Image.fromarray(values)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((2, 2, 10, 7), fill=(220, 30, 40))
    draw.rectangle((14, 9, 24, 16), fill=(30, 60, 200))
    if mode in ("RGBA", "LA"):
        alpha = Image.fromarray((x * 255 // (WIDTH - 1)).astype(numpy.uint8))
        picture = picture.convert(mode[:-1])
        picture.putalpha(alpha)
        return picture
    return picture.convert(mode)


def rgb(picture):
    picture.seek(0)
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        picture = Image.fromarray((numpy.asarray(picture).astype(numpy.uint32) >> 8).astype(numpy.uint8))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("RGB")


def keep(name, data):
    (HERE / name).write_bytes(data)
    rgb(Image.open(io.BytesIO(data))).save(HERE / f"{name.rsplit('.')[0]}-rgb.png", optimize=True)


def saved(picture, format, **options):
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(bits, kind, rows):
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, 0)
    data = b"".join(b"\0" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    keep(f"turned{orientation}.jpg", saved(scene(), "JPEG", quality=95, subsampling=0, exif=exif))
    if orientation == 6:
        keep("turned-webp.webp", saved(scene(), "WEBP", lossless=True, exif=exif))
        keep("turned-png.png", saved(scene(), "PNG", exif=exif))
keep("progressive.jpg", saved(scene(), "JPEG", quality=92, progressive=True))
keep("grey-jpeg.jpg", saved(scene("L"), "JPEG", quality=95))
cmyk = saved(scene("CMYK"), "JPEG", quality=95, subsampling=0)
keep("cmyk.jpg", cmyk)
adobe = cmyk.index(b"Adobe") + 11  # after the name: version and two words of flags, then the transform
keep("ycck.jpg", cmyk[:adobe] + b"\2" + cmyk[adobe + 1:])
keep("grey.png", saved(scene("L"), "PNG"))
keep("grey-alpha.png", saved(scene("LA"), "PNG"))
keep("alpha.png", saved(scene("RGBA"), "PNG"))
keep("black-white.png", saved(scene("1"), "PNG"))
keep("palette.png", saved(scene().quantize(16), "PNG"))
keep("palette-clear.png", saved(scene().quantize(16), "PNG", transparency=3))
y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
keep("grey16.png", png(16, 0, [b"".join(struct.pack(">H", int(v)) for v in row) for row in x * 2500 + y * 70]))
deep = numpy.stack([x * 2500, y * 3600, 65535 - x * 1000], -1)
(HERE / "deep.png").write_bytes(png(16, 2, [b"".join(struct.pack(">H", int(v)) for v in row.ravel()) for row in deep]))
Image.fromarray((deep >> 8).astype(numpy.uint8)).save(HERE / "deep-rgb.png", optimize=True)
frames = [scene(), ImageOps.invert(scene())]
keep("animated-gif.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100))
keep("animated-webp.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True))
keep("animated-png.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
keep("alpha-webp.webp", saved(scene("RGBA"), "WEBP", lossless=True, exact=True))
keep("lossy-webp.webp", saved(scene(), "WEBP", quality=95))
keep("plain.bmp", saved(scene(), "BMP"))
keep("interlaced.gif", saved(scene().quantize(16), "GIF", interlace=1))
