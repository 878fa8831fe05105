"""The page that every other is compared with. It is served beside the product, never in it."""
