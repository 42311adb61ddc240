"""From results to numbers: accuracies, intervals, how far a judge can be trusted."""
