"""What is wrong, who must know, did they answer (pure, except alerts.notify)."""
