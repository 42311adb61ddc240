"""Scientific reasoning: physics, chemistry, biology and geography that a school teaches."""
