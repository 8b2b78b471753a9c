"""Body signals: from frames of a wristband to what a rule may say of a body."""
