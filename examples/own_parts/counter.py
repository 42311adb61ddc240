"""A model that counts dots, and first guesses: what a critic makes it do."""

import re

from PIL import Image


class Counter:
    """Guesses until it is told that somebody doubts; then it looks."""

    def understand(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        if "What may be wrong" in request.prompt:
            return "Nobody has counted."
        if "A critic said" not in request.prompt:
            return "The answer is A."
        options = re.findall(r"^([A-D])\. (\d+)$", request.prompt, re.MULTILINE)
        return next(f"The answer is {letter}." for letter, number in options if int(number) == dots(request.images[0]))


def dots(card: Image.Image) -> int:
    """Middles of the grid's fields that are dark."""
    return sum(card.getpixel((32 * x + 16, 32 * y + 16)) == (0, 0, 0) for x in range(6) for y in range(6))
