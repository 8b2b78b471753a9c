"""The law's clocks, evaluated from the custody record: exact instants, never a running counter."""
