"""Redis watched by Sentinel: what each node says, what follows from it, and how long a failover takes."""
