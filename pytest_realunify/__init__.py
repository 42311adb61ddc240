"""RealUnify as a pytest plugin: does a unified model's understanding help its drawing, and its drawing its thinking?"""

__version__ = "0.1.0"
