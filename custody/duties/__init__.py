"""What is owed to a detained person and by when: pure functions of the record and the policy."""
