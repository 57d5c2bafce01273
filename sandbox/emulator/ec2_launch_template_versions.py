"""DeleteLaunchTemplateVersions, which moto lacks."""

from typing import Any

from moto.core.responses import ActionResult


def delete(response: Any) -> ActionResult:
    """Take versions out of a template; its default version stays, as in EC2."""
    name, template_id = response._get_param("LaunchTemplateName"), response._get_param("LaunchTemplateId")
    backend = response.ec2_backend
    template = backend.get_launch_template_by_name(name) if name else backend.get_launch_template(template_id)
    done, refused = [], []
    for number in map(int, response._get_param("Versions", [])):
        version = next((known for known in template.versions if known.number == number), None)
        item = {"LaunchTemplateId": template.id, "LaunchTemplateName": template.name, "VersionNumber": number}
        if version is None:
            refused.append({**item, "ResponseError": _error("launchTemplateVersionDoesNotExist", number)})
        elif template.is_default(version):
            refused.append({**item, "ResponseError": _error("unexpectedError", number)})
        else:
            template.versions.remove(version)
            done.append(item)
    return ActionResult(
        {"SuccessfullyDeletedLaunchTemplateVersions": done, "UnsuccessfullyDeletedLaunchTemplateVersions": refused}
    )


def _error(code: str, number: int) -> dict[str, str]:
    return {"Code": code, "Message": f"Version {number} of the launch template cannot be deleted."}
