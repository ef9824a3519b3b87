"""The file of a paper, made to be kept and to be read by any reader: PDF/UA-1 and PDF/A-2a.

What the typesetter leaves to be wished for is made good here: what letters the fonts' glyphs stand for, the colours
that are meant, the description of the file, its own fingerprint, and how its objects are written down.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFFile,
    PDFObjectReference,
    PDFStream,
    PDFZCompress,
    format,
)
from reportlab.pdfbase.ttfonts import TTFont

from cp_desktop.bundled import RESOURCES

VERSION = (1, 7)
IN_A_PACK = 200  # objects: a reader unpacks them all to get at one

# Of this description's schemas only that of PDF/UA is not known to PDF/A, and has to be told.
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Keywords>{keywords}</pdf:Keywords>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{day}T00:00:00+00:00</xmp:CreateDate>
<xmp:ModifyDate>{day}T00:00:00+00:00</xmp:ModifyDate>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Which part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


class File(PDFDocument):  # type: ignore[misc]
    """The objects of one file. `day` is when it counts as made: the same paper is the same file whenever it is made."""

    def __init__(self, language: str, **more: Any) -> None:
        super().__init__(lang=language, pdfVersion=VERSION, **more)
        self.language = language
        self.day = dt.date(2000, 1, 1)
        self.fingerprint = hashlib.sha256()

    def finish(self, structure: PDFObjectReference) -> None:
        """Says in the catalogue what the file is: after everything was drawn, before it is written."""
        self._timeStamp.YMDhms = (self.day.year, self.day.month, self.day.day, 0, 0, 0)
        catalogue, info = self.Catalog, self.info
        said = {
            name: escape(text)
            for name, text in {
                "title": info.title,
                "subject": info.subject,
                "author": info.author,
                "creator": info.creator,
                "producer": info.producer,
                "keywords": info.keywords,
                "language": self.language,
            }.items()
        }
        packet = _PACKET.format(day=self.day.isoformat(), **said).encode()
        described = PDFStream(PDFDictionary({"Type": "/Metadata", "Subtype": "/XML"}), packet)
        colours = PDFStream(PDFDictionary({"N": 3}), _srgb())
        intent = PDFDictionary(
            {
                "Type": "/OutputIntent",
                "S": "/GTS_PDFA1",
                "OutputConditionIdentifier": "(sRGB IEC61966-2.1)",
                "Info": "(sRGB IEC61966-2.1)",
                "DestOutputProfile": self.Reference(colours),
            }
        )
        catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
        catalogue.OutputIntents = PDFArray([intent])
        catalogue.Metadata = self.Reference(described)
        catalogue.MarkInfo = PDFDictionary({"Marked": "true"})
        catalogue.StructTreeRoot = structure
        self.fingerprint.update(packet)
        mark = self.fingerprint.hexdigest()[:32]
        self._ID = f"[<{mark}><{mark}>]".encode()

    def format(self) -> bytes:
        """The bytes of the file. What is no stream is packed: a structure is thousands of small things alike."""
        out = PDFFile(self._pdfVersion)
        places = [(0, 0, 65535)]  # of each object: 1 and where it stands, or 2 and in which pack, as which there
        packed: list[tuple[int, bytes]] = []
        while (number := len(places)) in self.numberToId:  # there may come more while they are written
            body = format(self.idToObject[self.numberToId[number]], self, toplevel=1)
            if body.endswith(b"endstream\n"):
                places.append((1, out.add(_stream(number, body)), 0))
            else:
                packed.append((number, body))
                places.append((2, 0, 0))
        for start in range(0, len(packed), IN_A_PACK):
            some = packed[start : start + IN_A_PACK]
            for at, (number, _) in enumerate(some):
                places[number] = (2, len(places), at)
            starts = accumulate((len(body) + 1 for _, body in some), initial=0)
            heads = " ".join(f"{number} {at}" for (number, _), at in zip(some, starts, strict=False)).encode()
            content = b"\n".join((heads, *(body for _, body in some)))
            kept = {"Type": "/ObjStm", "N": len(some), "First": len(heads) + 1}
            places.append((1, out.add(_stream(len(places), self._packed(kept, content))), 0))
        places.append((1, out.offset, 0))
        kept = {
            "Type": "/XRef",
            "Size": len(places),
            "W": "[1 4 2]",
            "Root": self.Reference(self.Catalog),
            "Info": self.Reference(self.info),
            "ID": self.ID(),
        }
        content = b"".join(kind.to_bytes(1) + at.to_bytes(4) + more.to_bytes(2) for kind, at, more in places)
        where = out.add(_stream(len(places) - 1, self._packed(kept, content)))
        out.add(f"startxref\n{where}\n%%EOF\n")
        return out.format(self)  # type: ignore[no-any-return]

    def _packed(self, kept: dict[str, Any], content: bytes) -> bytes:
        return PDFStream(PDFDictionary(kept), content, [PDFZCompress]).format(self)  # type: ignore[no-any-return]


def _stream(number: int, body: bytes) -> bytes:
    """A stream as an object of the file. Its end stands on a line of its own, for its last byte may be half of one."""
    return b"%d 0 obj\n%s\r\nendstream\nendobj\n" % (number, body.removesuffix(b"endstream\n"))


@cache
def _srgb() -> bytes:
    """The colours of the screens: Little CMS's own profile of them ("no copyright, use freely"), dated 2000."""
    return (RESOURCES / "colour" / "sRGB.icc").read_bytes()


class Font(TTFont):  # type: ignore[misc]
    """A font that says rightly what its glyphs mean, and nothing of those that mean nothing."""

    def addObjects(self, document: Any) -> None:
        state = self.state[document]
        subsets = [list(subset) for subset in state.subsets]
        names = [self.getSubsetInternalName(number, document)[1:] for number in range(len(subsets))]
        super().addObjects(document)
        for subset, name in zip(subsets, names, strict=True):
            font = document.idToObject["BasicFonts"].dict[name]
            meant = document.idToObject[font.ToUnicode.name]
            meant.content = _meaning(name, [self.meaning(code) for code in subset])

    def meaning(self, code: int) -> str:
        """What a code of a subset means, if anything."""
        return chr(code) if code and code in self.face.charToGlyph else ""


def _meaning(name: str, meanings: Sequence[str]) -> str:
    """The map from a font's codes to the letters they mean."""
    pairs = [
        f"<{code:02X}> <{meaning.encode('utf-16-be').hex().upper()}>"
        for code, meaning in enumerate(meanings)
        if meaning
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name.replace('+', '-')} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):  # as many as one section may hold
        some = pairs[start : start + 100]
        lines += [f"{len(some)} beginbfchar", *some, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
