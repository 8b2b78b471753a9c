"""The desk's book: every act on the custody record, done or refused with rule and reason."""
