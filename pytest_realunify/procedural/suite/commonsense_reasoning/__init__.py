"""Commonsense reasoning: everyday physics, what people do, and ordinary things."""
