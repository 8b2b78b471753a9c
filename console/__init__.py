"""HTTP, SSE and web pages for people (shell)."""
