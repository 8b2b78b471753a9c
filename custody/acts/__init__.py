"""What people may do to the custody record: one tagged struct per act, grouped by subject."""
