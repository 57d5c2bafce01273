"""A linter for the policies of the shipped inventories, on the actions, resources and conditions that AWS documents."""
