"""Mathematical reasoning: word problems with drawn results. A prompt states what is given, never what comes out."""
