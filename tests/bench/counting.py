"""All figures, in total and by item, over the best SQL written by hand for just these numbers."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from cp_desktop import figures
from cp_desktop.register import Register, edition_of

from . import worlds
from .clock import pairs, timed

# The numbers only: no breakdowns, no rows behind, one edition, one day.
_BY_HAND = """
WITH member AS MATERIALIZED (
  SELECT DISTINCT councillor_id FROM term WHERE start <= :day AND ("end" IS NULL OR "end" >= :day)),
last AS MATERIALIZED (
  SELECT id, councillor_id FROM (
    SELECT id, councillor_id, row_number() OVER (PARTITION BY councillor_id ORDER BY answered_at DESC, id DESC) AS place
    FROM reply WHERE survey_id IN (SELECT id FROM survey WHERE edition_id = :edition) AND answered_at < :next)
  WHERE place = 1 AND councillor_id IN member),
pair AS (
  SELECT item_id, councillor_id, 1 AS promised, 0 AS said, 0 AS known FROM commitment
    WHERE made_on <= :day AND (withdrawn_on IS NULL OR withdrawn_on > :day) AND councillor_id IN member
  UNION ALL SELECT answer.item_id, last.councillor_id, 0, 1, 0 FROM answer JOIN last ON last.id = answer.reply_id
    WHERE answer.done = 'undertaken'
  UNION ALL SELECT item_id, councillor_id, 0, 0, 1 FROM activity WHERE done_on <= :day AND councillor_id IN member),
once AS (
  SELECT item_id, councillor_id, max(promised) AS promised, max(said) AS said, max(known) AS known
  FROM pair GROUP BY item_id, councillor_id)
SELECT item.number, sum(promised), sum(said), sum(max(said, known)), sum(said AND NOT promised),
  sum(max(said, known) AND NOT promised),
  sum(promised AND NOT said AND councillor_id IN (SELECT councillor_id FROM last))
FROM once JOIN item ON item.id = item_id AND item.edition_id = :edition GROUP BY item_id
"""
_MEMBERS = 'SELECT count(DISTINCT councillor_id) FROM term WHERE start <= :day AND ("end" IS NULL OR "end" >= :day)'
_RETURNS = """
SELECT count(DISTINCT councillor_id) FROM commitment WHERE made_on <= :day
  AND (withdrawn_on IS NULL OR withdrawn_on > :day) AND item_id IN (SELECT id FROM item WHERE edition_id = :edition)
  AND councillor_id IN (SELECT councillor_id FROM term WHERE start <= :day AND ("end" IS NULL OR "end" >= :day))
"""
_REPLIES = """
SELECT count(DISTINCT councillor_id) FROM reply WHERE answered_at < :next
  AND survey_id IN (SELECT id FROM survey WHERE edition_id = :edition)
  AND councillor_id IN (SELECT councillor_id FROM term WHERE start <= :day AND ("end" IS NULL OR "end" >= :day))
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
                return timed(lambda: [raw.execute(q, day).fetchall() for q in (_BY_HAND, _MEMBERS, _RETURNS, _REPLIES)])

            by_item = {row[0]: row[1:4] for row in raw.execute(_BY_HAND, day)}
            for line in figures.totals_and_items(session, edition.id, worlds.AS_AT)[1]:
                mine = tuple(
                    line.figures[key].numerator for key in ("commitments", "undertaken_replies", "undertaken_known")
                )
                assert by_item[line.number] == mine, "the two do not count the same: the ratio would mean nothing"
            yield pairs(ours, by_hand, rounds).line(words, aim)
        raw.close()
