"""Allure's result files: cases with their steps, gates, environment and categories. Imported only where Allure is."""
