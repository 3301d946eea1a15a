"""Documents in PDF: whether they can be opened, and their first page as a picture."""

import mmap
from pathlib import Path

import pypdfium2
from PIL import Image

from app.uploads.content.kinds import broken, too_much
from app.uploads.content.pictures import LARGE

_PDF = "application/pdf"
# ISO 32000-1, annex H.3, note 18: readers look for the end mark in the last bytes.
_END, _END_WITHIN = b"%%EOF", 1_024
# A poster of ten metres in points; one side of a page may not be hundreds of times the other.
_LONGEST_SIDE, _LONGEST_SHAPE = 30_000, 200


def first_page(path: Path, data: mmap.mmap) -> Image.Image:
    """Returns the first page in RGB, `LARGE` pixels long. Raises Refused.

    Scripts and forms of the document are not run.
    """
    end = data.rfind(_END, max(len(data) - _END_WITHIN, 0))
    if end < 0 or data[end + len(_END) :].strip(b"\x00\t\n\f\r "):
        raise broken(_PDF, "it is cut off, or something follows its end")
    try:
        with pypdfium2.PdfDocument(path) as document:
            if len(document) == 0:
                raise broken(_PDF, "it has no page")
            page = document[0]
            longest, shortest = max(page.get_size()), min(page.get_size())
            is_odd = shortest <= 0 or longest / shortest > _LONGEST_SHAPE
            if is_odd or longest > _LONGEST_SIDE:
                raise too_much(_PDF, f"its first page is {longest:,.0f} points long")
            image: Image.Image = page.render(scale=LARGE / longest).to_pil().convert("RGB")
            page.close()
            return image
    except pypdfium2.PdfiumError:
        raise broken(_PDF, "it cannot be opened, or it needs a password") from None
    except MemoryError:
        raise too_much(_PDF, "its first page needs more memory than a file may") from None
