"""The customer-experience survey."""
