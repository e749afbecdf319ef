"""Database migrations; Alembic runs them when the store is opened."""
