"""What survey tools and public lists look like as they come: the headings of each, its replies and nothing else."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cp_desktop.exchange import KINDS
from cp_desktop.exchange.readers import read_file
from cp_desktop.exchange.tables import RawTable, tables_in

GOOGLE_SHEET = """Timestamp,Your name,Which will you do?
7/11/2017 13:10:31,Ada Dean,"Visit homes, Celebrate success"
8/11/2017 09:00:00,Ben Twin,Visit homes
"""
GOOGLE_DOWNLOAD = """"Timestamp","Your name","Which will you do?"
"2017/11/07 1:10:31 PM GMT","Ada Dean","Visit homes;Celebrate success"
"2017/11/08 9:00:00 AM GMT","Ben Twin","Visit homes"
"""
GOOGLE_TSV = "Timestamp\tYour name\tWhich will you do?\n7/11/2017\tAda Dean\tVisit, often; listen\n8/11/2017\tBen\tx\n"
LIME = """\ufeff"id. Response ID","submitdate. Date submitted","Q1. Your name","Q2[SQ001]. Done? [Visit homes; listen]"
"1","2017-12-04 09:09:00","Ada Dean","Yes"
"2","","Ben Twin","'=x"

"""
MONKEY = """Respondent ID,Start Date,Email Address,Contact information,,1. Visit homes: have you?,,Your name
,,,Name,Ward,Response,Please give an example,Open-Ended Response
1000,12/04/2017 09:00:00 AM,,Ada,Mill,Yes,"A garden, built",Ada Dean
1001,12/05/2017 09:00:00 AM,,Ben,Quay,No,,Ben Twin
"""
KOBO = """"start";"end";"Your name";"Which?";"Which?/Visit homes";"Which?/Listen";"_id";"_uuid"
"";"";"#name";"#items";"";"";"";""
"2017-10-23T05:40:39.000-04:00";"2017-10-23T05:41:13.000-04:00";"Ada Dean";"Visit homes Listen";"1";"1";"61";"x-1"
"2017-10-23T05:41:14.000-04:00";"2017-10-23T05:41:32.000-04:00";"Ben Twin";"Listen";"0";"1";"62";"x-2"
"""
OPEN_DATA = """\ufeffCouncil,Ward Name,Councillor Name,Next Election,Party Name
Testby,"Mill, north",Ada Dean,2018-05-03,Green
Testby,Quay,Vacant,2018-05-03,
"""
OFSTED = """Provider information,,,,Latest Full Inspection,
Web link,URN,Provision type,Name,Inspection date,Overall effectiveness
Ofsted Page,SC000001,Children's home,REDACTED,24/06/2016,Good
Ofsted Page,1234567,Children's home,Home 2,24/06/2016,Good
"""
TEXTS = {
    "google sheet": (GOOGLE_SHEET, ["Timestamp", "Your name", "Which will you do?"], (1,)),
    "google download": (GOOGLE_DOWNLOAD, ["Timestamp", "Your name", "Which will you do?"], (1,)),
    "google tsv": (GOOGLE_TSV, ["Timestamp", "Your name", "Which will you do?"], (1,)),
    "lime": (
        LIME,
        [
            "id. Response ID",
            "submitdate. Date submitted",
            "Q1. Your name",
            "Q2[SQ001]. Done? [Visit homes; listen]",
        ],
        (1,),
    ),
    "monkey": (
        MONKEY,
        [
            *("Respondent ID", "Start Date", "Email Address", "Name", "Ward"),
            *("1. Visit homes: have you?", "1. Visit homes: have you?: Please give an example", "Your name"),
        ],
        (1, 2),
    ),
    "kobo": (
        KOBO,
        ["start", "end", "Your name", "Which?", "Which?/Visit homes", "Which?/Listen", "_id", "_uuid"],
        (1, 2),
    ),
    "open data": (OPEN_DATA, ["Council", "Ward Name", "Councillor Name", "Next Election", "Party Name"], (1,)),
    "ofsted": (
        OFSTED,
        ["Web link", "URN", "Provision type", "Name", "Inspection date", "Overall effectiveness"],
        (1, 2),
    ),
}


def table_in(path: Path) -> RawTable:
    [sheet] = read_file(path).sheets
    [table] = tables_in(sheet, lambda texts: max(kind.matcher.score(texts) for kind in KINDS.values()))
    return table


@pytest.mark.parametrize("tool", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_headings_and_replies_of_a_survey_tool(tmp_path: Path, tool: str, encoding: str) -> None:
    text, headings, heading_rows = TEXTS[tool]
    path = tmp_path / "replies.csv"
    path.write_bytes(text.lstrip("\ufeff" if encoding != "utf-8" else "").encode(encoding))
    table = table_in(path)
    assert (table.headings, table.heading_rows) == (headings, heading_rows)
    assert len(table.rows) == 2
    assert {len(row.cells) for row in table.rows} == {len(headings)}


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_separator_of_ones_own_choice(tmp_path: Path, separator: str) -> None:
    """LimeSurvey and Kobo let it be chosen; answers hold any of the others."""
    path = tmp_path / "replies.csv"
    path.write_text(LIME.replace('","', f'"{separator}"'), "utf-8")
    assert table_in(path).headings == TEXTS["lime"][1]


def test_microsoft_forms_writes_every_element_with_a_prefix(tmp_path: Path) -> None:
    """And a dimension of one cell."""
    plain, path = tmp_path / "plain.xlsx", tmp_path / "forms.xlsx"
    book = xlsxwriter.Workbook(plain)
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, ["ID", "Start time", "Completion time", "Email", "Name", "1. Visit homes"])
    sheet.write_row(1, 0, [1, "", "", "anonymous", "", "A;B;"])
    sheet.write_row(2, 0, [2, "", "", "anonymous", "", "B;"])
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
                part = part.replace(" xmlns=", " xmlns:x=").replace('ref="A1:F3"', 'ref="A1"')
            new.writestr(name, part)
    table = table_in(path)
    assert table.headings[-1] == "1. Visit homes"
    assert [(row.cells[0], row.cells[5], row.hidden) for row in table.rows] == [(1.0, "A;B;", False), (2.0, "B;", True)]
