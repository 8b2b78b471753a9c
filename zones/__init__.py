"""Where things may be: the plan of the site and who is inside what (pure)."""
