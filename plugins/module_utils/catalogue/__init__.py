"""The service catalogue: what each service needs, and what follows from it."""
