"""The errors of the EKS API."""

from moto.core.exceptions import ServiceException


class EksError(ServiceException):  # type: ignore[misc]
    """The family; its code is the exception's name in the API."""


class InvalidParameterError(EksError):
    code = "InvalidParameterException"


class InvalidRequestError(EksError):
    code = "InvalidRequestException"


class ResourceInUseError(EksError):
    code = "ResourceInUseException"


class ResourceLimitExceededError(EksError):
    code = "ResourceLimitExceededException"


class ResourceNotFoundError(EksError):
    code = "ResourceNotFoundException"


class NotFoundError(EksError):
    code = "NotFoundException"
