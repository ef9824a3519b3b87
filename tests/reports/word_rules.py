"""What Word is strict about in a document, and what an accessible one must have: `problems` says what is wrong.

Word refuses a file whose elements stand in another order than its schema has them (ECMA-376, part 1, annex A), whose
keys are not unique, or that refers to what is not there; other programs open such a file without a word.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top start left bottom end right insideH insideV tl2br tr2bl",
    "tblBorders": "top start left bottom end right insideH insideV",
    "pBdr": "top left bottom right between bar",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex equation comboBox "
    "date docPartObj docPartList dropDownList picture richText text citation group bibliography checkbox",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
    "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
    "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData "
    "noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter "
    "noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent "
    "alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt "
    "showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids "
    "mathPr attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures "
    "forceUpgrade captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags "
    "decimalSymbol listSeparator",
}
RANKS = {name: {part: rank for rank, part in enumerate(order.split())} for name, order in ORDERS.items()}
REPEATED = {"headerReference", "footerReference", "tblStylePr", "lvl", "abstractNum", "num", "tr"}
REPEATED |= {"bookmarkStart", "bookmarkEnd"}


def local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def problems(held: bytes) -> list[str]:
    """Everything that Word, or a reader who cannot see, would stumble over; none for a sound document."""
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    found = [f"{name} is there {times} times" for name, times in Counter(names).items() if times > 1]
    trees = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    found += list(_typed(trees, names))
    found += list(_related(trees, names))
    for name, tree in trees.items():
        if name.startswith("word/"):
            found += [f"{name}: {said}" for said in (*_ordered(tree), *_cells(tree))]
    found += list(_unique(trees))
    found += list(_styled(trees))
    found += list(_fields(trees["word/document.xml"]))
    return found


def _typed(trees: dict[str, Any], names: list[str]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    overridden = {part.get("PartName", "").lstrip("/") for part in types.iter(f"{TYPES}Override")}
    endings = {part.get("Extension") for part in types.iter(f"{TYPES}Default")}
    for name in names:
        if name != "[Content_Types].xml" and name not in overridden and name.rpartition(".")[2] not in endings:
            yield f"{name} has no content type"
    yield from (f"a content type for {name}, which is not there" for name in overridden - set(names))
    for kind in types.iter():
        if re.search(r"macro|vba|oleObject|activeX", kind.get("ContentType", ""), re.I):
            yield f"a part that runs: {kind.get('ContentType')}"


def _related(trees: dict[str, Any], names: list[str]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            folder, file = posixpath.split(posixpath.dirname(name))[0], posixpath.basename(name).removesuffix(".rels")
            continue
        folder, file = posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name).removesuffix(".rels")
        source = posixpath.join(folder, file)
        ids = [relation.get("Id") for relation in tree]
        yield from (f"{name}: {id} twice" for id, times in Counter(ids).items() if times > 1)
        for relation in tree:
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode") == "External":
                if kind != "hyperlink":
                    yield f"{name}: {kind} would be fetched from {relation.get('Target')}"
                elif not re.match(r"https?://|mailto:", relation.get("Target", "")):
                    yield f"{name}: a link to {relation.get('Target')}"
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            if target not in names:
                yield f"{name}: {relation.get('Id')} is to {target}, which is not there"
        if source in trees:
            used = {value for part in trees[source].iter() for key, value in part.attrib.items() if key.startswith(R)}
            yield from (f"{source} refers to {id}, which is not there" for id in used - set(ids))


def _ordered(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        name = local(element)
        ranks = RANKS.get(name)
        if ranks is None or not str(element.tag).startswith(W):
            continue
        parts = [local(part) for part in element if str(part.tag).startswith(W) or name == "sdtPr"]
        for part in parts:
            if part not in ranks:
                yield f"{name} holds {part}"
        known = [ranks[part] for part in parts if part in ranks]
        if name not in ("tbl", "sectPr") and known != sorted(known):
            yield f"{name}: {' '.join(parts)} stand in another order than the schema has them"
        for part, times in Counter(parts).items():
            if times > 1 and part not in REPEATED:
                yield f"{name} holds {part} {times} times"


def _cells(tree: Any) -> Iterator[str]:
    for cell in tree.iter(f"{W}tc"):
        if local(cell[-1]) != "p":
            yield "a cell does not end with a paragraph"
    for table in tree.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            spans = [int(span.get(f"{W}val")) for span in row.iterfind(f"{W}tc/{W}tcPr/{W}gridSpan")]
            if len(row.findall(f"{W}tc")) - len(spans) + sum(spans) != columns:
                yield "a row has another number of cells than its table has columns"
        following = table.getnext()
        if following is None or local(following) == "tbl":
            yield "two tables stand without a paragraph between them, and would be one"
    for made in tree.iter(f"{W}p"):
        if made.getparent() is not None and local(made.getparent()) == "p":
            yield "a paragraph within a paragraph"


def _unique(trees: dict[str, Any]) -> Iterator[str]:
    document = trees["word/document.xml"]
    for what, ids in (
        ("bookmark", [part.get(f"{W}id") for part in document.iter(f"{W}bookmarkStart")]),
        ("bookmark's name", [part.get(f"{W}name").lower() for part in document.iter(f"{W}bookmarkStart")]),
        ("content control", [part.get(f"{W}val") for part in document.iterfind(f".//{W}sdtPr/{W}id")]),
        ("drawing", [part.get("id") for tree in trees.values() for part in tree.iter(f"{DRAWING}docPr")]),
        ("style", [part.get(f"{W}styleId") for part in trees["word/styles.xml"].iter(f"{W}style")]),
    ):
        yield from (f"two of one key: {what} {id}" for id, times in Counter(ids).items() if times > 1)
    begun = [part.get(f"{W}id") for part in document.iter(f"{W}bookmarkStart")]
    ended = [part.get(f"{W}id") for part in document.iter(f"{W}bookmarkEnd")]
    if sorted(begun) != sorted(ended):
        yield "a bookmark begins and does not end"
    names = {part.get(f"{W}name") for part in document.iter(f"{W}bookmarkStart")}
    for link in document.iter(f"{W}hyperlink"):
        if (anchor := link.get(f"{W}anchor")) and anchor not in names:
            yield f"a link to {anchor}, which is nowhere"
    for name in names:
        if not re.fullmatch(r"[^\W\d]\w{0,39}", name):
            yield f"no name of a bookmark: {name}"
    for drawn in document.iter(f"{DRAWING}docPr"):
        if not drawn.get("descr"):
            yield "a picture without an alternative text"


def _styled(trees: dict[str, Any]) -> Iterator[str]:
    styles = {style.get(f"{W}styleId") for style in trees["word/styles.xml"].iter(f"{W}style")}
    lists = {num.get(f"{W}numId") for num in trees.get("word/numbering.xml", etree.Element("none")).iter(f"{W}num")}
    for name, tree in trees.items():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            for said in tree.iter(f"{W}{tag}"):
                if said.get(f"{W}val") not in styles:
                    yield f"{name}: style {said.get(f'{W}val')} is not there"
        for said in tree.iterfind(f".//{W}numPr/{W}numId"):
            if said.get(f"{W}val") not in lists | {"0"}:
                yield f"{name}: list {said.get(f'{W}val')} is not there"


def _fields(document: Any) -> Iterator[str]:
    depth = 0
    for mark in document.iter(f"{W}fldChar"):
        depth += {"begin": 1, "separate": 0, "end": -1}[mark.get(f"{W}fldCharType")]
        if depth < 0:
            yield "a field ends that has not begun"
    if depth:
        yield "a field does not end"
    for said in document.iter(f"{W}instrText"):
        if not re.match(r"\s*(PAGE|NUMPAGES|PAGEREF|TOC|HYPERLINK)\b", said.text or ""):
            yield f"an unknown field: {said.text}"
