"""The documented numbered flows as scripts: what a trace of them must show, and how a trainer tells them."""
