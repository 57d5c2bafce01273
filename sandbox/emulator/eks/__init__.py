"""Amazon EKS in the shape of botocore's service model."""
