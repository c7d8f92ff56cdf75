"""The IAM role by which Redshift reads the buckets: what it may read, and who may be it."""

import json
from dataclasses import dataclass
from typing import Any

from songplays.errors import UsageError
from songplays.infrastructure.aws import owner
from songplays.infrastructure.policies import below
from songplays.infrastructure.work import Work, required

POLICY_NAME = "songplays-read-configured-buckets"
MISSING = "NoSuchEntity"


@dataclass(frozen=True)
class Role:
    """A role as it exists.

    owner: the identifier that its tag names, None without our tag.
    """

    name: str
    arn: str
    owner: str | None


def role_name(work: Work) -> str:
    """Return the role's name; UsageError if none is set."""
    return required(work.settings.infrastructure.role_name, "INFRASTRUCTURE", "ROLE_NAME")


def find_role(work: Work) -> Role | None:
    """Return the role of the configured name, ours or not; None if there is none."""
    answer = work.aws.call_unless(MISSING, "iam:GetRole", RoleName=role_name(work))
    if answer is None:
        return None
    found = answer["Role"]
    return Role(found["RoleName"], found["Arn"], owner(found.get("Tags")))


def create_role(work: Work, services: list[str]) -> Role:
    """Create the role, to be assumed by these AWS services alone."""
    made = work.aws.call(
        "iam:CreateRole",
        RoleName=role_name(work),
        Description="Lets Redshift read the buckets of songplays.",
        AssumeRolePolicyDocument=_document(
            {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}
        ),
        Tags=work.tags,
    )["Role"]
    return Role(made["RoleName"], made["Arn"], work.identifier)


def attach_policy(work: Work, role: Role, policy: str) -> None:
    """Let the role read what `policy` (``reading_policy``) names, and nothing else by our doing."""
    work.aws.call("iam:PutRolePolicy", RoleName=role.name, PolicyName=POLICY_NAME, PolicyDocument=policy)


def has_policy(work: Work, role: Role, policy: str) -> bool:
    """Tell whether the role's policy of ours is `policy`."""
    found = work.aws.call_unless(MISSING, "iam:GetRolePolicy", RoleName=role.name, PolicyName=POLICY_NAME)
    return found is not None and bool(found["PolicyDocument"] == json.loads(policy))


def detach_policies(work: Work, role: Role) -> None:
    """Take every policy from the role; IAM deletes no role that has one."""
    for name in work.aws.call("iam:ListRolePolicies", RoleName=role.name)["PolicyNames"]:
        work.aws.call("iam:DeleteRolePolicy", RoleName=role.name, PolicyName=name)
    for policy in work.aws.call("iam:ListAttachedRolePolicies", RoleName=role.name)["AttachedPolicies"]:
        work.aws.call("iam:DetachRolePolicy", RoleName=role.name, PolicyArn=policy["PolicyArn"])


def delete_role(work: Work, role: Role) -> None:
    """Delete the role, which has no policies any more; that it is gone already is fine."""
    work.aws.call_unless(MISSING, "iam:DeleteRole", RoleName=role.name)


def reading_policy(work: Work) -> str:
    """Return the policy by which what [S3] names may be read: objects below its prefixes, listings of its buckets.

    UsageError if [S3] names no bucket at all.
    """
    places = configured_places(work)
    arn = f"arn:{work.aws.partition}:s3:::"
    buckets = sorted({place.partition("/")[0] for place in places})
    objects = sorted({f"{arn}{pattern}" for place in places for pattern in below(place)})
    return _document(
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": objects},
        {
            "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:GetBucketLocation"],
            "Resource": [f"{arn}{bucket}" for bucket in buckets],
        },
    )


def configured_places(work: Work) -> list[str]:
    """Return the buckets and prefixes that [S3] names, as ``bucket/prefix``; UsageError if it names none."""
    s3 = work.settings.s3
    named = [place for place in (s3.log_data, s3.log_jsonpath, s3.song_data, s3.manifests, s3.staging) if place]
    places = [place.removeprefix("s3://").strip("/") for place in named if place.startswith("s3://")]
    if not places or not all(places):
        raise UsageError(
            "[S3] names no bucket that Redshift could be let read; set LOG_DATA, SONG_DATA or STAGING in dwh.cfg to "
            "s3://bucket/prefix"
        )
    if strange := [place for place in places if {"*", "?", "$"} & set(place)]:
        raise UsageError(f"[S3] s3://{strange[0]}: a policy would take *, ? and $ for patterns; name a plain prefix")
    return places


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
