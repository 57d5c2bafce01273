#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: s3_buckets
short_description: Manage private S3 buckets
version_added: 0.1.0
description:
  - Creates, changes and removes buckets with all their settings.
  - Public access is blocked, access lists are off and objects are encrypted, always. A bucket of another region is refused.
  - A setting that is not given is left as it is; an empty one is taken off.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  buckets:
    description: The buckets.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the bucket, unique in all of AWS.
        type: str
        required: true
      kms_key_arn:
        description: KMS key that encrypts the objects, through a bucket key. Without one S3 encrypts them with keys of its own.
        type: str
      versioning:
        description: Whether overwritten and deleted objects are kept as versions.
        type: bool
        default: true
      tls_only:
        description: Whether requests without TLS are denied, by a statement in front of those of O(buckets[].statements).
        type: bool
        default: true
      statements:
        description: Statements of the bucket policy.
        type: list
        elements: dict
        default: []
      lifecycle:
        description: What becomes of objects with time.
        type: list
        elements: dict
        suboptions:
          id: {description: Name of the rule., type: str, required: true}
          prefix: {description: Which objects it is for., type: str, default: ""}
          transitions:
            description: Storage classes that objects move to, in the order of days.
            type: list
            elements: dict
            suboptions:
              days: {description: Age of the object., type: int, required: true}
              storage_class:
                description: The class.
                type: str
                required: true
                choices: [STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE]
          expire_days: {description: Age at which objects are deleted., type: int}
          noncurrent_expire_days: {description: Days after which replaced versions are deleted., type: int}
          abort_multipart_days: {description: Days after which unfinished uploads are given up., type: int}
      notifications:
        description: Queues that are told of events. What a bucket tells topics, functions and EventBridge is left alone.
        type: list
        elements: dict
        suboptions:
          name: {description: Name of the notification in the bucket., type: str, required: true}
          queue_arn: {description: The queue; its policy lets s3.amazonaws.com send., type: str, required: true}
          events: {description: 'Events, such as V(s3:ObjectCreated:*).', type: list, elements: str, required: true}
          prefix: {description: Beginning of the objects' keys., type: str, default: ""}
          suffix: {description: End of the objects' keys., type: str, default: ""}
      replication:
        description: Where every new version is copied to. An empty mapping ends it.
        type: dict
        suboptions:
          role_arn: {description: Role that S3 takes on to copy., type: str}
          bucket_arn: {description: The bucket of the copies, which has versioning., type: str}
          kms_key_arn: {description: Key of the copies. Without one objects under a KMS key are not copied., type: str, default: ""}
          delete_markers: {description: Whether deletions are copied., type: bool, default: true}
          metrics: {description: Whether CloudWatch gets the lag., type: bool, default: true}
      logging:
        description: Where requests are logged. An empty mapping ends it.
        type: dict
        suboptions:
          bucket: {description: Bucket of the same region whose policy lets logging.s3.amazonaws.com write., type: str}
          prefix: {description: Beginning of the log objects' keys., type: str, default: ""}
      cors:
        description: What web pages of other origins may do.
        type: list
        elements: dict
        suboptions:
          origins: {description: Origins., type: list, elements: str, required: true}
          methods: {description: Methods., type: list, elements: str, required: true}
          headers: {description: Request headers., type: list, elements: str}
          expose_headers: {description: Response headers that pages see., type: list, elements: str}
          max_age: {description: Seconds for which browsers keep the answer., type: int}
  delete:
    description: Buckets that O(state=absent) may remove, with every version of every object. It fails when others exist.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: A bucket whose objects get cheaper
  pinksea.platform.s3_buckets:
    buckets:
      - name: pingvas-prod-images-123456789012
        lifecycle:
          - {id: age, transitions: [{days: 90, storage_class: STANDARD_IA}, {days: 180, storage_class: GLACIER_IR}]}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: s3_bucket, name: pingvas-prod-images-123456789012}]
buckets:
  description: The buckets by name, with RV(ignore:arn) and the settings that were given.
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import NAMES, TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_unnamed
from ansible_collections.pinksea.platform.plugins.module_utils.s3.arguments import BUCKET
from ansible_collections.pinksea.platform.plugins.module_utils.s3.buckets import Buckets
from ansible_collections.pinksea.platform.plugins.module_utils.s3.wanted import going, wanted


def work(module, client):
    params, s3 = module.params, client("s3")
    if params["state"] == "present":
        buckets = wanted(params["buckets"], params["tags"], s3.meta.region_name)
        return Buckets(s3, buckets), buckets
    kind = Buckets(s3, going(params["buckets"]))
    refuse_unnamed("s3_bucket", kind.read(), params["delete"], "s3_buckets_delete", "all versions of its objects")
    return kind, kind.wanted


def main():
    manage("buckets", BUCKET, work, delete=NAMES, tags=TAGS)


if __name__ == "__main__":
    main()
