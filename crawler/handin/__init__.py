"""Posts that people hand in: spreadsheets, forms, letters, programs; read here, stored the way crawled posts are."""
