"""The roles: who starts what, and what each answers. Each method reads like the numbered step it carries out."""
