"""Records of admissions: files with a row an episode become counts of admissions, and no row of a person is ever kept."""
