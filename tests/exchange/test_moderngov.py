"""What a council's ModernGov answers: a list of everybody in office, or a page that is none and changes nothing."""

from pathlib import Path

import pytest

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.exchange.readers import ImportFile, read_file
from cp_desktop.register import Register

COUNCILLOR = """<councillor><councillorid>{id}</councillorid><fullusername>{name}</fullusername>
<photosmallurl>https://x.example/{id}.jpg</photosmallurl><politicalpartytitle>{party}</politicalpartytitle>
<districttitle>
</districttitle><representing/><keyposts>Mayor; Chair, Audit &amp; Risk</keyposts>
<workaddress><line1>Town Hall</line1><line2>Mill Road</line2>
<phone>01 23</phone><email>{id}@x.example</email></workaddress>
<homeaddress><line1>SECRET Road 1</line1><email>SECRET@home.example</email><phone>SECRET</phone></homeaddress>
<termsofoffice>{terms}</termsofoffice></councillor>"""


def term(start: str, end: str = "unspecified") -> str:
    return f"<termofoffice><startdate>{start}</startdate><enddate>{end}</enddate></termofoffice>"


ANN = COUNCILLOR.format(
    id=7, name="Cllr Ann  Mill", party="Green", terms=term("04/05/2010", "21/05/2014") + term("22/05/2014")
)
BEN = COUNCILLOR.format(id=12, name="Ben Ó Twin", party="unspecified", terms="")


def answer(*wards: str, head: str = '<?xml version="1.0" encoding="utf-8"?>\r\n') -> str:
    return f"{head}<councillorsbyward><wards>{''.join(wards)}</wards></councillorsbyward>"


def ward(name: str, *councillors: str, count: int | None = None) -> str:
    told = len(councillors) if count is None else count
    return (
        f"<ward><wardtitle>{name}</wardtitle><councillors><councillorcount> {told}</councillorcount>"
        f"{''.join(councillors)}</councillors></ward>"
    )


def read(folder: Path, text: str, encoding: str = "utf-8") -> ImportFile:
    path = folder / "answer.xml"
    path.write_bytes(text.encode(encoding))
    return read_file(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_everybody_in_office_is_a_row_for_each_term(tmp_path: Path, encoding: str) -> None:
    text = answer(ward("Quay & Mill".replace("&", "&amp;"), ANN), ward("Shore", BEN))
    if encoding == "utf-16":
        text = text.replace('encoding="utf-8"', 'encoding="utf-16"')
    found = read(tmp_path, text, encoding)
    assert (found.kind, found.complete) == ("councillors", True)
    [sheet] = found.sheets
    headings = sheet.rows[0].cells
    rows = [dict(zip(headings, row.cells, strict=True)) for row in sheet.rows[1:]]
    assert [row["Councillor"] for row in rows] == ["Cllr Ann Mill", "Cllr Ann Mill", "Ben Ó Twin"]
    assert [(row["Term start"], row["Term end"]) for row in rows] == [
        ("04/05/2010", "21/05/2014"),
        ("22/05/2014", ""),
        ("", ""),
    ]
    assert rows[0] == rows[1] | {"Term start": "04/05/2010", "Term end": "21/05/2014"}
    assert {name: text for name, text in rows[2].items() if text} == {
        "Councillor": "Ben Ó Twin",
        "Ward": "Shore",
        "Email": "12@x.example",
        "Councillor ID": "12",
        "Roles": "Mayor; Chair, Audit & Risk",
        "Telephone": "01 23",
        "Address": "Town Hall, Mill Road",
    }
    assert rows[0]["Ward"] == "Quay & Mill"


def test_home_addresses_are_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, answer(ward("Mill", ANN, BEN)))
    assert "SECRET" not in repr(found)
    assert found.notes == ("Home addresses and photographs were not read.",)


def test_a_ward_that_counts_otherwise_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, answer(ward("Mill", ANN, count=3), ward("Shore", BEN)))
    assert found.notes[1:] == ("Mill has 3 councillors by the answer's own count, and 1 are listed.",)


@pytest.mark.parametrize("text", [answer(), answer(ward("Mill")), "\r\n " + answer(head="")])
def test_an_empty_answer_changes_nothing_and_says_so(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert not found.complete, "or it would end everybody's term"
    assert [len(sheet.rows) for sheet in found.sheets] == [1]
    assert found.notes == ("answer.xml is an answer of ModernGov that lists nobody: it changes nothing.",)


def test_an_empty_answer_says_so_where_it_is_imported(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "answer.xml"
    path.write_text(answer())
    with pytest.raises(UserError, match=r"lists nobody: it changes nothing\. .*Nothing was imported"):
        exchange.read(register, None, path)


LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("cut off", answer(ward("Mill", ANN))[:-300]),
        ("cut off", answer(ward("&b;", ANN), head=LAUGHS)),
        ("cut off", answer(ward("&a;", ANN), head=OUTSIDE)),
        ("cut off", answer(ward("Mill", "<councillor>" * 50 + "</councillor>" * 50))),
        ("cut off", answer(ward("x" * 3_000_000, ANN))),
        ("sends on to another address", "<!-- HttpRedirect.htm -->\n<script>window.location = 'https://x'</script>"),
        ("is a web page", "<!DOCTYPE html>\n<html><body><table><tr><td>Councillor</td></tr></table></body></html>"),
        ("is a web page", "\n  <html><head><title>Sorry</title></head></html>"),
        ("XML file of a kind that is not known", "<?xml version='1.0'?><feed><entry/></feed>"),
    ],
)
def test_what_is_no_whole_list_gets_a_sentence(tmp_path: Path, said: str, text: str) -> None:
    with pytest.raises(UserError, match=rf"^answer\.xml .*{said}.*Nothing was imported"):
        read(tmp_path, text)
