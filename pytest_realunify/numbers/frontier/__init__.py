"""Where a model's answers turn from right to wrong along a difficulty: asked adaptively, told with an interval."""
