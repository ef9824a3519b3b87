"""Elements of a Word document's XML, made by their short names."""

from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsmap, qn

# In the order that the schema has them: Word refuses another one.
OF_PARAGRAPHS = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
OF_LETTERS = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath"
)
OF_SETTINGS = (
    "updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids attachedSchema themeFontLang "
    "clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown "
    "smartTagType shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator"
)  # from the first that papers set

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
NAMESPACES = {**nsmap, "w14": W14}


def w(name: str) -> str:
    """The name of an attribute of w as the library wants it."""
    return str(qn(f"w:{name}"))


def element(name: str, /, *parts: Any, **attributes: object) -> Any:
    """An element such as "w:tblHeader" with attributes of w, and parts within."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(w(key), str(value))
    made.extend(parts)
    return made


def put(settings: Any, setting: Any, order: str) -> None:
    """Adds a setting at its place among others, or adds its attributes to those of the one that is there."""
    there = settings.find(setting.tag)
    if there is not None:
        there.attrib.update(setting.attrib)
        return
    names = [str(qn(f"w:{name}")) for name in order.split()]
    later = names[names.index(setting.tag) + 1 :]
    following = next((part for part in settings if part.tag in later), None)
    if following is None:
        settings.append(setting)
    else:
        following.addprevious(setting)


def parsed(xml: str) -> Any:
    """An element written out; the prefixes it takes (w, r, w14...) need no declaration."""
    head, _, rest = xml.partition(">")
    closed = head.endswith("/")
    said = " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("w", "r", "w14"))
    return parse_xml(f"{head.removesuffix('/')} {said}{'/' if closed else ''}>{rest}")
