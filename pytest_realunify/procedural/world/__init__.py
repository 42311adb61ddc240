"""A world of flat shapes that can be checked by looking: scenes, their explicit English, their pictures, questions."""
