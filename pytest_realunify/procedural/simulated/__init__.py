"""A model whose truth is known: the reference's abilities, degraded by limits that are planted in it.

It solves prompts and pictures as the reference does and sees as little: prompt text and pictures, never the instance,
never a gold answer. Whether it may use what it solved is up to chance, of shares that its settings state, so that what
a run should say of it is known beforehand (`truth`).
"""
