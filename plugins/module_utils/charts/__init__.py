"""Helm charts as data, made from the service catalogue; the templates are in the library chart `common`."""
