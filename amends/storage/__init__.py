"""The database: one engine, transactions, migrations. Features bring their own tables."""
