from ansible_collections.pinksea.platform.plugins.module_utils.policies import canonical, policy, tls_only


def test_one_form_for_what_aws_takes_in_several() -> None:
    statement = {
        "Action": ["b", "a"],
        "Resource": ["r"],
        "Principal": {"Service": ["s"]},
        "Condition": {"Bool": {"aws:SecureTransport": False}},
    }
    assert canonical([statement, {"Effect": "Deny"}]) == [
        {
            "Action": ["a", "b"],
            "Resource": "r",
            "Principal": {"Service": "s"},
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {"Effect": "Deny"},
    ]
    assert canonical(canonical(statement)) == canonical(statement)


def test_a_policy_of_one_statement_still_lists_it() -> None:
    assert policy([tls_only("s3:*", "r")])["Statement"] == [tls_only("s3:*", "r") | {"Resource": "r"}]
    assert canonical(policy([tls_only("s3:*", "r")])) == policy([tls_only("s3:*", "r")])


def test_without_statements_there_is_no_policy() -> None:
    assert policy([]) == {}
