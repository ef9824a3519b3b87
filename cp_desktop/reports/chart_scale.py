"""The scale on which the bars of a chart are drawn."""


def ticks(highest: float, about: int = 5) -> list[int]:
    """Round numbers from nought to at least the highest."""
    step = 1
    for candidate in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 25_000, 100_000):
        step = candidate
        if highest / candidate <= about:
            break
    count = max(1, -(-int(highest) // step))
    return [step * each for each in range(count + 1)]
