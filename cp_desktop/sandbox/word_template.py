"""Makes of a council's Word document the template that the register keeps; runs in a process of its own.

What stays is what a paper needs of it: styles, numbering, fonts, page setup, headers and footers with their pictures.
Its text, comments, properties and everything that Word would fetch or run are left behind: they may be confidential,
and none of them belongs into another paper. What cannot be left behind without changing how a page looks is refused.
"""

import base64
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cp_desktop.errors import UserError

LARGEST_FILE = 20 * 2**20  # bytes: the text that is dropped may hold pictures
LARGEST_KEPT = 4 * 2**20  # bytes, as the register keeps it
LARGEST_UNPACKED = 60_000_000  # bytes
LARGEST_PART = 12_000_000  # bytes of one part's XML
MOST_PARTS = 400
MOST_STYLES = 5_000  # Word itself keeps some 4,000
MOST_ELEMENTS = 250_000  # of one part: a style is a dozen

NOT_CHANGED: Final = "The template was not changed."
W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN: Final = f"{WORD}.document.main+xml"
COMPOUND = b"\xd0\xcf\x11\xe0"  # an older Word document, or a new one behind a password
DAY = (1980, 1, 1, 0, 0, 0)  # of every packed part, so that one document gives one template

USED = ("styles", "numbering", "fontTable", "theme", "settings", "header", "footer")  # relations of the document
ENCLOSED = ("image", "font")  # and of these parts
_OF_ENCLOSED = ("image/", "application/vnd.openxmlformats-officedocument.obfuscatedFont", "application/x-font")
LINKED = "hyperlink"  # nothing follows one before somebody clicks it,
_LEADS_OUT = re.compile(r"(https?://|mailto:)", re.I)  # and then to the web or a letter, never to a program or a file
_HYPERLINK = re.compile(
    r"\bHYPERLINK\b(?:[ \t]+\\[lot][ \t]+\"[^\"]*\"|[ \t]+\\(?![lot])[a-z])*[ \t]+(?:\"([^\"]*)\"|([^\s\"\\]\S*))", re.I
)
_FILLED = ("imagedata", "fill", "stroke")  # parts of older drawings that show a picture
SETTINGS = (
    "mirrorMargins",
    "alignBordersAndEdges",
    "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter",
    "gutterAtTop",
    "defaultTabStop",
    "autoHyphenation",
    "consecutiveHyphenLimit",
    "hyphenationZone",
    "doNotHyphenateCaps",
    "defaultTableStyle",
    "evenAndOddHeaders",
    "characterSpacingControl",
    "compat",
    "themeFontLang",
    "clrSchemeMapping",
    "decimalSymbol",
    "listSeparator",
)
_FETCHING = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE|RD|MACROBUTTON|EMBED)\b", re.I
)


def harmless(kept: bytes) -> bool:
    """Whether bytes may be unpacked outside the sandbox: a Word document no larger than what `read` hands back."""
    if len(kept) > LARGEST_KEPT or not kept.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(kept)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    small = len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= LARGEST_UNPACKED
    return small and {"[Content_Types].xml", "_rels/.rels"} <= {part.filename for part in parts}


def read(path: Path) -> Iterator[str]:
    """The template in base64, once. Raises UserError for a file that will not do."""
    with path.open("rb") as file:
        held = file.read(LARGEST_FILE + 1)
    if len(held) > LARGEST_FILE:
        raise UserError(
            f"{path.name} is larger than {LARGEST_FILE // 2**20} MB. {NOT_CHANGED} Delete its text and pictures in "
            "Word: only its styles, page setup, headers and footers are used."
        )
    if held.startswith(COMPOUND):
        raise UserError(
            f"{path.name} is a document of an older Word, or is protected by a password. {NOT_CHANGED} "
            "Save it in Word as “Word Document (*.docx)”, without a password."
        )
    try:
        kept = _Template(path.name, held).packed()
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        LookupError,
        NotImplementedError,
        RuntimeError,
        SyntaxError,  # of XML
        ValueError,
        OSError,
    ) as problem:
        raise UserError(
            f"{path.name} is damaged, or no Word document. {NOT_CHANGED} Open it in Word and save it as "
            "“Word Document (*.docx)”."
        ) from problem
    if len(kept) > LARGEST_KEPT or not harmless(kept):
        raise UserError(
            f"The headers, footers and fonts of {path.name} take more than {LARGEST_KEPT // 2**20} MB. {NOT_CHANGED} "
            "Make the pictures in its headers and footers smaller, and do not embed fonts in it."
        )
    yield base64.b64encode(kept).decode("ascii")


@dataclass(frozen=True)
class _Relation:
    """How one part refers to another (`target` is its name), or to something outside (its address)."""

    id: str
    kind: str  # the last word of its type
    type: str
    target: str
    outside: bool


@dataclass
class _Template:
    """A packed Word document, and what is kept of it."""

    name: str
    held: bytes
    parts: dict[str, bytes] = field(default_factory=dict)
    relations: dict[str, list[_Relation]] = field(default_factory=dict)

    def packed(self) -> bytes:
        """The document without everything that is not used. Raises UserError, and whatever a damaged file brings."""
        with zipfile.ZipFile(io.BytesIO(self.held)) as self.archive:
            inside = self.archive.infolist()
            if sum(part.file_size for part in inside) > LARGEST_UNPACKED or len(inside) > 20 * MOST_PARTS:
                raise UserError(f"{self.name} is far too large once unpacked. {NOT_CHANGED} Choose another document.")
            self.names = {part.filename for part in inside}
            if "[Content_Types].xml" not in self.names:
                raise UserError(
                    f"{self.name} is not a Word document. {NOT_CHANGED} Choose one that Word saved as "
                    "“Word Document (*.docx)”."
                )
            self.types = self._types()
            self._keep_document(self._main())
            return self._written()

    # -- what it is

    def _types(self) -> Any:
        root = self._xml("[Content_Types].xml")
        by_name = {part.get("PartName"): part.get("ContentType") for part in root.iter("{*}Override")}
        by_ending = {part.get("Extension", "").lower(): part.get("ContentType") for part in root.iter("{*}Default")}
        return lambda part: by_name.get(f"/{part}") or by_ending.get(part.rpartition(".")[2].lower()) or ""

    def _main(self) -> str:
        """The name of the document's own part. Raises UserError for what is no plain Word document."""
        main = next((part for part in self._relations("") if part.kind == "officeDocument"), None)
        if main is None:
            raise ValueError("no document in it")
        kind = self.types(main.target)
        if "macroEnabled" in kind or any(part.endswith("vbaProject.bin") for part in self.names):
            raise UserError(
                f"{self.name} holds macros (programs). {NOT_CHANGED} Save it in Word as “Word Document (*.docx)”, "
                "which leaves them out."
            )
        if kind.endswith(".template.main+xml"):
            raise UserError(
                f"{self.name} is a template in Word's own sense (.dotx). {NOT_CHANGED} Open it in Word, save it as "
                "“Word Document (*.docx)”, and choose that."
            )
        if "purl.oclc.org" in main.type:
            raise UserError(
                f"{self.name} is saved as “Strict Open XML Document”. {NOT_CHANGED} Save it in Word as "
                "“Word Document (*.docx)”."
            )
        if kind != MAIN:
            raise UserError(
                f"{self.name} is not a Word document. {NOT_CHANGED} Choose one that Word saved as "
                "“Word Document (*.docx)”."
            )
        return main.target

    # -- what is kept of it

    def _keep_document(self, main: str) -> None:
        document, relations = self._xml(main), {part.id: part for part in self._relations(main)}
        section = _last_section(document)
        used = [part.get(f"{{{R}}}id") for part in section if _local(part) in ("headerReference", "footerReference")]
        kept = [
            part
            for part in relations.values()
            if part.kind in USED and not part.outside and (part.kind not in ("header", "footer") or part.id in used)
        ]
        for dropped in set(used) - {part.id for part in kept}:
            for reference in section.xpath("*[@r:id=$id]", id=dropped, namespaces={"r": R}):
                section.remove(reference)
        self._keep(main, _emptied(document, section), kept)
        for part in kept:
            if part.kind == "settings":
                self._keep(part.target, _settings(self._xml(part.target)), [])
            else:
                self._keep_part(part.target)

    def _keep_part(self, part: str) -> None:
        """A part as it is, with its pictures and fonts. Raises UserError where it holds what a paper may not."""
        root = self._xml(part)
        fields, kept = _fields(root), [one for one in self._relations(part) if one.kind in (*ENCLOSED, LINKED)]
        elsewhere = any(one.outside and one.kind != LINKED for one in kept)
        if elsewhere or _FETCHING.search(fields) or any(_shows_another_file(element) for element in root.iter("{*}*")):
            raise UserError(
                f"A header or footer of {self.name} refers to a picture or text in another file, and a template must "
                f"hold all of itself. {NOT_CHANGED} Paste the picture or text itself in Word."
            )
        links = [one.target for one in kept if one.kind == LINKED]
        links += [quoted or bare for quoted, bare in _HYPERLINK.findall(fields)]
        links += [element.get("href", "") for element in root.iter("{*}*") if element.get("href")]
        if not all(_LEADS_OUT.match(link.strip()) for link in links):
            raise UserError(
                f"A header or footer of {self.name} has a link that leads neither to the web nor to an e-mail address. "
                f"{NOT_CHANGED} Remove it in Word (right click, Remove Hyperlink); its words can stay."
            )
        enclosed = [relation.target for relation in kept if relation.kind in ENCLOSED]
        if not all(self.types(target).startswith(_OF_ENCLOSED) for target in enclosed):
            raise self._embedded()
        ids, known = {relation.id for relation in kept}, {relation.id for relation in self._relations(part)}
        for element in root.iter():
            for name, value in element.attrib.items():
                if name.startswith(f"{{{R}}}") and value in known - ids:
                    raise self._embedded()
        for bound in list(root.iter(f"{{{W}}}dataBinding", f"{{{W}}}placeholder")):  # to parts that are left behind
            bound.getparent().remove(bound)
        self._keep(part, root, kept)
        for relation in kept:
            if not relation.outside:
                self.parts[relation.target] = self.archive.read(relation.target)

    def _embedded(self) -> UserError:
        return UserError(
            f"A header or footer of {self.name} holds an embedded object (a chart, a table of Excel, a control). "
            f"{NOT_CHANGED} Replace it by a picture in Word."
        )

    def _keep(self, part: str, root: Any, relations: list[_Relation]) -> None:
        from lxml import etree

        styles = sum(1 for _ in root.iterchildren(f"{{{W}}}style"))
        if styles > MOST_STYLES or sum(1 for _ in root.iter()) > MOST_ELEMENTS:
            raise UserError(
                f"{self.name} has {f'{styles:,} styles' if styles > MOST_STYLES else 'far more parts'}: more than a "
                f"template needs. {NOT_CHANGED} Begin a new document in Word with the styles that your council uses."
            )
        self.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self.relations[part] = relations

    # -- reading and writing parts

    def _xml(self, part: str) -> Any:
        from lxml import etree

        if self.archive.getinfo(part).file_size > LARGEST_PART:
            raise ValueError(f"{part} is too large")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        root = etree.fromstring(self.archive.read(part), parser)
        if root.getroottree().docinfo.doctype:
            raise ValueError("no part of a document declares entities")
        return root

    def _relations(self, part: str) -> list[_Relation]:
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        if place not in self.names:
            return []
        found = []
        for relation in self._xml(place).iter("{*}Relationship"):
            type, target = relation.get("Type", ""), relation.get("Target", "")
            outside = relation.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(_Relation(relation.get("Id", ""), type.rpartition("/")[2], type, target, outside))
        return found

    def _written(self) -> bytes:
        from lxml.builder import ElementMaker
        from lxml.etree import tostring

        make = ElementMaker(namespace=f"{PACKAGE}/content-types", nsmap={None: f"{PACKAGE}/content-types"})
        relations_type = "application/vnd.openxmlformats-package.relationships+xml"
        types = make.Types(make.Default(Extension="rels", ContentType=relations_type))
        for part in sorted(self.parts):
            types.append(make.Override(PartName=f"/{part}", ContentType=self.types(part)))
        main = next(part for part in self.parts if self.types(part) == MAIN)
        top = _Relation("rId1", "officeDocument", f"{R}/officeDocument", main, False)
        files = {"[Content_Types].xml": tostring(types, xml_declaration=True, encoding="UTF-8", standalone=True)}
        files["_rels/.rels"] = _relations_file([top])
        for part, content in sorted(self.parts.items()):
            files[part] = content
            if self.relations.get(part):
                folder, name = posixpath.split(part)
                files[posixpath.join(folder, "_rels", f"{name}.rels")] = _relations_file(self.relations[part])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, DAY), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def _last_section(document: Any) -> Any:
    """The page setup that is left when somebody deletes all text: that of the last section, with what it takes over
    from those before it."""
    from lxml.builder import ElementMaker

    sections = list(document.iter(f"{{{W}}}sectPr"))
    if not sections:
        return ElementMaker(namespace=W, nsmap={"w": W}).sectPr()
    last, taken_over = sections[-1], {}
    for section in sections:
        for part in section:
            if _local(part) in ("headerReference", "footerReference"):
                taken_over[_local(part), part.get(f"{{{W}}}type")] = part
    for part in list(last):
        if _local(part) in ("headerReference", "footerReference", "printerSettings", "sectPrChange", "type"):
            last.remove(part)
    for place, reference in enumerate(taken_over.values()):
        last.insert(place, reference)
    return last


def _emptied(document: Any, section: Any) -> Any:
    """A document's root with nothing but a page setup in its body."""
    body = document.find(f"{{{W}}}body")
    if body is None:
        raise ValueError("no body")
    for part in list(document):
        if part is not body:
            document.remove(part)
    for part in list(body):
        body.remove(part)
    body.append(section)
    return document


def _settings(settings: Any) -> Any:
    """Only how pages look: no protection, no tracking, no template or data of elsewhere."""
    for part in list(settings):
        if _local(part) not in SETTINGS:
            settings.remove(part)
    return settings


def _relations_file(relations: list[_Relation]) -> bytes:
    from lxml.builder import ElementMaker
    from lxml.etree import tostring

    make = ElementMaker(namespace=f"{PACKAGE}/relationships", nsmap={None: f"{PACKAGE}/relationships"})
    root = make.Relationships()
    for relation in relations:
        outside = {"TargetMode": "External"} if relation.outside else {}
        target = relation.target if relation.outside else f"/{relation.target}"
        root.append(make.Relationship(Id=relation.id, Type=relation.type, Target=target, **outside))
    written: bytes = tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _fields(root: Any) -> str:
    """The instructions of all fields, a line each."""
    said = []
    for part in root.iter(f"{{{W}}}fldChar", f"{{{W}}}instrText", f"{{{W}}}fldSimple"):
        if _local(part) == "instrText":
            said.append("".join(part.itertext()))
        else:
            said.append(f"\n{part.get(f'{{{W}}}instr', '')}\n")
    return "".join(said)


def _shows_another_file(element: Any) -> bool:
    """Whether a part of a drawing of an older Word shows a picture that is not in the document."""
    return _local(element) in _FILLED and any(
        value and not name.startswith(f"{{{R}}}") and name.rpartition("}")[2] in ("src", "href")
        for name, value in element.attrib.items()
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
