"""The person held: identities, device contract, facts, people and the law's clocks (pure)."""
