"""The asynchronous client, and the source of the synchronous one: tools/generate_sync.py."""
