"""The port diagram of a scenario: who opens what to whom, as Mermaid, as an editable drawing, as a picture."""
