"""The room that answers over HTTP: the page, its API, the OpenAI shapes, MCP; one port, this machine only."""
