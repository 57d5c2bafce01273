#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: s3_objects
short_description: Bring a built website into a bucket, and out of CloudFront's caches
version_added: 0.1.0
description:
  - Uploads the files of a directory that are not in the bucket as they are, by their SHA-256, type and caching.
  - Pages (C(*.html)) come after what they use, and what is no longer used goes last, so the website works at every moment.
  - Then the paths that have changed are invalidated in the distribution. Nothing but the assets that never change is cached without asking, so a run that was stopped before that leaves no old pages behind.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
options:
  bucket:
    description: The bucket.
    type: str
    required: true
  path:
    description: Directory that the build wrote, on the host where the module runs.
    type: path
    required: true
  index:
    description: Page without which the directory is no website.
    type: str
    default: index.html
  immutable:
    description: Patterns of files whose names change with what they hold; they are cached for a year, all others are asked for each time.
    type: list
    elements: str
    default: [assets/*, static/*]
  purge:
    description: Whether objects go that are not in the directory.
    type: bool
    default: false
  distribution_id:
    description: CloudFront distribution before the bucket.
    type: str
"""

EXAMPLES = r"""
- name: Publish the website
  pinksea.platform.s3_objects:
    bucket: rag-frontend-123456789012
    path: /builds/frontend/dist
    purge: true
    distribution_id: E2QWRUHAPOMQZL
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(s3_object) and C(cloudfront_invalidation).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: s3_object, name: index.html}]
invalidated:
  description: Paths that were invalidated.
  returned: always
  type: list
  elements: str
  sample: [/, /index.html]
"""

from pathlib import Path

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, apply, is_planned, plan
from ansible_collections.pinksea.platform.plugins.module_utils.s3.files import stages, stale_paths, wanted
from ansible_collections.pinksea.platform.plugins.module_utils.s3.objects import Objects, invalidate

ARGUMENTS = {
    "bucket": {"type": "str", "required": True},
    "path": {"type": "path", "required": True},
    "index": {"type": "str", "default": "index.html"},
    "immutable": {"type": "list", "elements": "str", "default": ["assets/*", "static/*"]},
    "purge": {"type": "bool", "default": False},
    "distribution_id": {"type": "str"},
}


def publish(params, client, check_mode):
    """The changes, and the paths that are invalidated."""
    root, distribution = Path(params["path"]), params["distribution_id"]
    if is_planned(distribution):
        raise PlatformError(f"distribution_id is {distribution}, which does not exist yet: run site.yml first.")
    files = wanted(root, params["index"], params["immutable"])
    objects = Objects(client("s3"), params["bucket"], root, files)
    current = objects.read()
    changes = plan(objects, files, current, "present")
    if params["purge"]:
        changes += plan(objects, {key: {} for key in current if key not in files}, current, "absent")
    paths = stale_paths(changes, params["index"]) if distribution else []
    if not check_mode:
        for stage in stages(changes):
            apply(objects, stage)
        if paths:
            invalidate(client("cloudfront"), distribution, paths)
    if paths:
        changes.append(Change("create", "cloudfront_invalidation", distribution, after={"paths": paths}))
    return changes, paths


def main():
    module = AnsibleAWSModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        changes, paths = publish(module.params, clients(module), module.check_mode)
    except FAILURES as error:
        fail(module, error)
    module.exit_json(
        changed=bool(changes),
        changes=[change.summary() for change in changes],
        diff=[change.diff() for change in changes],
        invalidated=paths,
    )


if __name__ == "__main__":
    main()
