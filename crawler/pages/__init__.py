"""Page objects: one module per platform, built from a page's text, without network."""
