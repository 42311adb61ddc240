"""Things of several parts: clocks, dice, charts, boards, trees. Each module is one of them, with all that it brings."""
