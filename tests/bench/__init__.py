"""The measurements behind the budgets of speed, as ratios within one run: `python -m tests.bench`."""
