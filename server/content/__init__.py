"""Content: the live retriever, and answers as the API shows them."""
