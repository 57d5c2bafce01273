"""Who reaches whom, and at which ports, as network policies and security groups say."""
