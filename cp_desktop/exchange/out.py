"""placeholder"""


def export(*a: object) -> None: ...
def tsv(*a: object) -> str:
    return ""
