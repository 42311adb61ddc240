"""Another painter: scenes of the flat-shape world as other hands would draw them. What measures a judge that reads."""
