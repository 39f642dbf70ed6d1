"""Published files in, the validated indicator table out."""
