"""The sandbox's AWS: moto's server in a process of ours, with what moto lacks or answers wrongly."""
