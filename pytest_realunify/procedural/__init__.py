"""The twin of the benchmark: its suite, its world of flat shapes, its reference model, its judge. A maintainer of the
harness never has to enter: it is known through the resolvers of suites, models and judges, and to calibration alone."""
