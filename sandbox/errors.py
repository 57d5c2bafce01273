"""The one exception family of the sandbox; only the command line turns it into an exit code."""


class SandboxError(Exception):
    """One sentence for the person at the shell: the thing, its value and the remedy."""
