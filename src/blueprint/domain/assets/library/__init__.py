"""Recipes, a file per family of things; each registers its categories with `catalogue.category`."""
