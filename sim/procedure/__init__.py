"""What officers do and write down about one person, from the sally port to the way out."""
