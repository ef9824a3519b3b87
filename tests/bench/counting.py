"""All figures, in total and by item, over the best SQL written by hand for just these numbers."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from cp_desktop import figures
from cp_desktop.register import Register, edition_of

from . import worlds
from .clock import pairs, timed

# The numbers only: no breakdowns, no rows behind, one edition, one day. Each query walks one index in its order.
_MEMBER = """
WITH member AS MATERIALIZED (
  SELECT councillor_id, (
    SELECT id FROM reply WHERE reply.councillor_id = term.councillor_id AND answered_at < :next
    AND survey_id IN (SELECT id FROM survey WHERE edition_id = :edition) ORDER BY answered_at DESC, id DESC LIMIT 1
  ) AS reply_id
  FROM term WHERE start <= :day AND ("end" IS NULL OR "end" >= :day) GROUP BY councillor_id)
"""
_STANDS = "c.made_on <= :day AND (c.withdrawn_on IS NULL OR c.withdrawn_on > :day)"
_UNPROMISED = f"""sum(NOT EXISTS (
  SELECT 1 FROM commitment c WHERE c.item_id = done.item_id AND c.councillor_id = done.councillor_id AND {_STANDS}))"""
_PROMISED = f"""{_MEMBER}, pair AS (
  SELECT item_id, councillor_id FROM commitment c WHERE {_STANDS} GROUP BY item_id, councillor_id)
SELECT item_id, count(*), count(reply_id) FROM pair JOIN member USING (councillor_id) GROUP BY item_id
"""
_SAID = f"""{_MEMBER}, done AS (
  SELECT item_id, councillor_id FROM member JOIN answer USING (reply_id) WHERE done = 'undertaken')
SELECT item_id, count(*), {_UNPROMISED} FROM done GROUP BY item_id
"""
_KNOWN = f"""{_MEMBER}, done AS (
  SELECT DISTINCT item_id, councillor_id, reply_id FROM activity JOIN member USING (councillor_id)
  WHERE done_on <= :day)
SELECT item_id, count(*), {_UNPROMISED} FROM done WHERE NOT EXISTS (
  SELECT 1 FROM answer WHERE answer.reply_id = done.reply_id AND answer.item_id = done.item_id
  AND answer.done = 'undertaken') GROUP BY item_id
"""
_WHO = f"""{_MEMBER}
SELECT count(*), count(reply_id), sum(EXISTS (
  SELECT 1 FROM commitment c WHERE c.councillor_id = member.councillor_id AND {_STANDS})) FROM member
"""


def lines(folder: Path) -> Iterator[str]:
    """The ratios for the demo year and for a thousand of it."""
    for words, path, rounds, aim in (
        ("all figures, demo year / SQL by hand", worlds.demo_register(folder), 15, 4.0),
        ("all figures, 120,000 councillors / SQL by hand", worlds.thousandfold(folder), 3, 1.1),
    ):
        raw = sqlite3.connect(path)
        raw.execute("PRAGMA cache_size = -65536")
        with Register.open(path, write=False) as register, register.reading() as session:
            _, edition = edition_of(session)
            assert edition is not None
            day = {"day": "2018-01-31", "next": "2018-02-01", "edition": edition.id}

            def ours(session=session, edition=edition.id) -> float:  # type: ignore[no-untyped-def]
                return timed(lambda: figures.totals_and_items(session, edition, worlds.AS_AT))

            def by_hand(raw=raw, day=day) -> float:  # type: ignore[no-untyped-def]
                return timed(lambda: [raw.execute(q, day).fetchall() for q in (_PROMISED, _SAID, _KNOWN, _WHO)])

            promised, said, known = (
                {row[0]: row[1] for row in raw.execute(q, day)} for q in (_PROMISED, _SAID, _KNOWN)
            )
            for line in figures.totals_and_items(session, edition.id, worlds.AS_AT)[1]:
                mine = [line.figures[k].numerator for k in ("commitments", "undertaken_replies", "undertaken_known")]
                theirs = [each.get(line.key, 0) for each in (promised, said, known)]
                assert mine == [*theirs[:2], theirs[1] + theirs[2]], "they count differently: no ratio means anything"
            yield pairs(ours, by_hand, rounds).line(words, aim)
        raw.close()
