"""What the documentation says, as rows with rule ids and sources; nothing here computes, draws or waits."""
