"""One file a contestant: how it simulates the work that is compared."""
