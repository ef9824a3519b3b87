"""The Word file around a paper's text: begun empty or from the council's template, and written with the same bytes."""

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE as TYPES
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONS
from docx.opc.packuri import PackURI
from docx.parts.numbering import NumberingPart

from cp_desktop.errors import UserError
from cp_desktop.sandbox.word_template import DAY, harmless

from .elements import NAMESPACES, OF_LETTERS, element, put, w

LANGUAGE = "en-GB"
FACE = "Arial"  # on every Windows and macOS, and without serifs

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_W = f'xmlns:w="{NAMESPACES["w"]}"'
_BLANK = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS.OFFICE_DOCUMENT}" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS.STYLES}" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS.SETTINGS}" Target="settings.xml"/></Relationships>'
    ),
    "word/document.xml": (  # A4; margins of 62 points at the sides, as the printed papers have them
        f'<w:document {_W} xmlns:r="{NAMESPACES["r"]}"><w:body><w:sectPr>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1240" w:right="1240" w:bottom="1240" w:left="1240" '
        'w:header="560" w:footer="560" w:gutter="0"/><w:cols w:space="708"/></w:sectPr></w:body></w:document>'
    ),
    "word/styles.xml": (
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FACE}" w:eastAsia="{FACE}" w:hAnsi="{FACE}" w:cs="{FACE}"/>'
        f'<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style></w:styles>'
    ),
    "word/settings.xml": (
        f'<w:settings {_W}><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    ),
}


def begun(template: bytes | None = None) -> WordDocument:
    """An empty document of the house, or one in the council's own dress. Raises UserError where that is damaged."""
    if template is None:
        return Document(io.BytesIO(_packed({name: (_HEAD + xml).encode() for name, xml in _BLANK.items()})))
    try:
        if not harmless(template):  # another program may have written the register
            raise ValueError("no template of ours")
        made = Document(io.BytesIO(template))
        assert len(made.sections) == 1
    except Exception as problem:  # whatever a damaged document does to the library
        raise UserError(
            "The council's Word template cannot be read. Nothing was written. Choose another in Settings, under "
            "Council, or remove it there."
        ) from problem
    return made


def taken(document: WordDocument) -> set[str]:
    """The keys of pictures, bookmarks and controls that a template's headers and footers have."""
    found = set()
    for part in (relation.target_part for relation in document.part.rels.values() if not relation.is_external):
        if part.content_type in (TYPES.WML_HEADER, TYPES.WML_FOOTER):
            held: Any = part
            for name in ("wp:docPr", "w:bookmarkStart", "w:id"):
                for one in held.element.iter(element(name).tag):
                    found |= {one.get("id", ""), one.get(w("id"), ""), one.get(w("val"), "")}
    return found


def numbering(document: WordDocument) -> Any:
    """The element that holds a document's kinds of lists, made where there is none."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONS.NUMBERING:
            there: Any = relation.target_part
            return there.element
    package = document.part.package
    assert package is not None
    blank = f'{_HEAD}<w:numbering {_W} xmlns:r="{NAMESPACES["r"]}"/>'.encode()
    part = NumberingPart.load(PackURI("/word/numbering.xml"), TYPES.WML_NUMBERING, blank, package)
    document.part.relate_to(part, RELATIONS.NUMBERING)
    return part.element


def described(document: WordDocument, title: str, subject: str, author: str, day: dt.date) -> None:
    """Says what a document is and whose. Its dates are the day of its figures: no clock may change its bytes."""
    said = document.core_properties
    at = dt.datetime.combine(day, dt.time(), dt.UTC)
    said.title, said.subject, said.author, said.last_modified_by = title, subject, author, author
    said.created = said.modified = at
    said.language, said.revision = LANGUAGE, 1
    said.comments = said.keywords = said.category = ""


def defaults(document: WordDocument) -> Any:
    """What letters are like that no style says otherwise of, made where it is not there."""
    holder: Any = document.styles.element
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr"):
        found = holder.find(name, NAMESPACES)
        if found is None:
            found = element(name)
            holder.insert(0, found)
        holder = found
    return holder


def speaks(document: WordDocument) -> None:
    """Sets the language that spelling and screen readers go by."""
    put(defaults(document), element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"), OF_LETTERS)
    for said in document.styles.element.findall("w:style[@w:default='1']/w:rPr/w:lang", NAMESPACES):
        said.getparent().remove(said)


def written(document: WordDocument) -> bytes:
    """The finished file: the same document gives the same bytes, whenever and wherever it is written."""
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return _packed({name: archive.read(name) for name in archive.namelist()})


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, DAY)
            entry.create_system = 0  # zipfile would say which system wrote it
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
