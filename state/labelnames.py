"""What a label's key and value may look like, in apimachinery's words (util/validation)."""

from __future__ import annotations

import re

NAME_TEXT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
VALUE_TEXT = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
SUBDOMAIN_TEXT = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"

NAME_FORM = re.compile(NAME_TEXT)
VALUE_FORM = re.compile(VALUE_TEXT)
SUBDOMAIN_FORM = re.compile(SUBDOMAIN_TEXT)

NAME_RULE = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
    f" (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{NAME_TEXT}')"
)
VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and"
    " end with an alphanumeric character"
    f" (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '{VALUE_TEXT}')"
)
SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
    f" end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{SUBDOMAIN_TEXT}')"
)


def subdomain_errors(text: str) -> list[str]:
    """What is wrong with a DNS subdomain."""
    errors = []
    if len(text) > 253:
        errors.append("must be no more than 253 characters")
    if not SUBDOMAIN_FORM.fullmatch(text):
        errors.append(SUBDOMAIN_RULE)
    return errors


def label_key_errors(key: str) -> list[str]:
    """What is wrong with a qualified name: the key of a label or an annotation."""
    prefix, slash, name = key.rpartition("/")
    if "/" in prefix:
        return [
            f"a qualified name {NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        ]
    errors = []
    if slash and not prefix:
        errors.append("prefix part must be non-empty")
    elif slash:
        errors.extend("prefix part " + error for error in subdomain_errors(prefix))
    if not name:
        errors.append("name part must be non-empty")
    elif len(name) > 63:
        errors.append("name part must be no more than 63 characters")
    if not NAME_FORM.fullmatch(name):
        errors.append("name part " + NAME_RULE)
    return errors


def label_value_errors(value: str) -> list[str]:
    """What is wrong with the value of a label."""
    errors = []
    if len(value) > 63:
        errors.append("must be no more than 63 characters")
    if not VALUE_FORM.fullmatch(value):
        errors.append(VALUE_RULE)
    return errors
