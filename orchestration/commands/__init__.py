"""The actions of the command line, a file per subject; `orchestration.cli` assembles them."""
