"""What the user describes: scenarios, their units and files, and what follows from them before anything runs."""
