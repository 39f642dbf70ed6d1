"""Published file → tidy table: what a file is, is known by its columns or sheets, never by its name."""
