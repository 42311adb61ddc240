"""A suite: how many dots are on the card?"""

import hashlib
import random

from PIL import Image, ImageDraw

from pytest_realunify.interfaces import GEUInstance, Listing, multiple_choice_prompt


class Dots:
    """`--realunify-suite=dots:NUMBER`. Called with a SuiteRequest; listing is cheap, pictures are drawn on demand."""

    shareable = True  # nobody's licence keeps these pictures out of a report

    def __init__(self, request):
        self.count, self.seed, self.most = int(request.target or 20), request.seed, request.settings["most"]
        self.name = request.name
        # Whatever decides the content, and not how many there are: a card is the same in `dots:5` and `dots:50`.
        self.fingerprint = hashlib.sha256(f"dots 1 {self.seed} {self.most}".encode()).hexdigest()[:12]

    def listings(self):
        return [
            Listing(
                id=f"attentional_focusing-dots-{index:04d}",
                axis="GEU",
                category="attentional_focusing",
                subtask="dots",
                index=index,
                protocols=("direct", "blind"),
            )
            for index in range(self.count)
        ]

    def instance(self, listing, protocol):
        del protocol  # the same under every protocol
        rng = random.Random(f"{self.seed}/{listing.index}")
        right = rng.randint(3, self.most)
        numbers = sorted([right, *rng.sample([n for n in range(1, self.most + 4) if n != right], 3)])
        question, options = "How many dots are on the card?", tuple(str(number) for number in numbers)
        return GEUInstance(
            id=listing.id,
            category=listing.category,
            subtask=listing.subtask,
            index=listing.index,
            question=question,
            options=options,
            answer="ABCD"[numbers.index(right)],
            evaluation_prompt=multiple_choice_prompt(question, options),
            image=f"{listing.index}/{right}",
        )

    def open(self, reference):
        index, number = map(int, reference.split("/"))
        places = random.Random(f"places/{self.seed}/{index}").sample(
            [(x, y) for x in range(6) for y in range(6)], number
        )
        card = Image.new("RGB", (192, 192), "white")
        for x, y in places:
            ImageDraw.Draw(card).ellipse((32 * x + 8, 32 * y + 8, 32 * x + 24, 32 * y + 24), fill="black")
        return card
