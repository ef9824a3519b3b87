"""Capitals where they belong, the richer of two spellings, and words that stand for nothing."""

import pytest

from cp_desktop.exchange.spelling import cased, is_placeholder, richer


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("O'DARE", "O'Dare"),
        ("O’DARE-ŻAK", "O’Dare-Żak"),
        ("MCNAB", "McNab"),
        ("McNAB", "McNab"),
        ("MacNAB-O'DARE", "MacNab-O'Dare"),
        ("DE LUNA", "de Luna"),
        ("MO VAN DER MEER", "Mo van der Meer"),
        ("ST JOHN", "St John"),
        ("ST.CLARE", "St.Clare"),
        ("AP GWYN", "ap Gwyn"),
        ("vega y luna", "Vega y Luna"),
        ("dilys", "Dilys"),
        ("JP OAKES", "JP Oakes"),
        ("JO NG", "Jo Ng"),
        ("deLuna", "deLuna"),
        ("de Luna", "de Luna"),
        ("al-said", "al-Said"),
    ],
)
def test_capitals_stand_where_they_belong(said: str, meant: str) -> None:
    assert cased(said) == meant


@pytest.mark.parametrize(
    ("stored", "said", "kept"),
    [
        ("Zoë Żak", "Zoe Zak", "Zoë Żak"),
        ("Zoe Zak", "Zoë Żak", "Zoë Żak"),
        ("Zoë Zak", "zoe Żak", "Zoë Żak"),
        ("Dilys O'Dare", "dilys O’DARE", "Dilys O'Dare"),
        ("dilys odare", "Dilys O'Dare", "Dilys O'Dare"),
        ("Macadam", "MacAdam", "MacAdam"),
        ("MacAdam", "Macadam", "MacAdam"),
        ("Reed Oakes", "Reed-Oakes", "Reed-Oakes"),
        ("De Luna", "de Luna", "De Luna"),
        ("Dilys O’Dare", "Dilys O'Dare", "Dilys O’Dare"),
        ("Dilys Oakes", "Dilys Brook", "Dilys Brook"),
    ],
)
def test_the_richer_spelling_is_kept(stored: str, said: str, kept: str) -> None:
    assert richer(stored, said) == kept


@pytest.mark.parametrize(
    "text", ["", "-", "–", "?", "...", "NA", "n/a", "None", "TBC", "Anonymous", "Not known", "Vacant", "(blank)"]
)
def test_what_stands_for_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["0", "nil", "#N/A", "#NULL!", "✓", "●", "No", "x", "Nona", "Ann Nobody"])
def test_what_says_something(text: str) -> None:
    assert not is_placeholder(text)
