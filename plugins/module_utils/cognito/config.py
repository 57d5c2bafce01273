"""User pools and their clients: from our terms to Cognito's, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item

RECOVERY = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}
FIXED = {
    "UsernameAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
}
"""What Cognito takes only when it makes a pool: people sign in by e-mail address."""
KEPT = (
    "LambdaConfig",
    "VerificationMessageTemplate",
    "SmsAuthenticationMessage",
    "UserAttributeUpdateSettings",
    "MfaConfiguration",
    "DeviceConfiguration",
    "EmailConfiguration",
    "SmsConfiguration",
    "UserPoolAddOns",
    "UserPoolTier",
)
"""Settings we do not manage; Cognito resets what an update leaves out."""
DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
TOKENS = {"AccessTokenValidity": 60, "IdTokenValidity": 60, "RefreshTokenValidity": 30}
UNITS = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"}


def wanted_pool(pool: Item, tags: Mapping[str, str]) -> Item:
    refuse_pool(pool)
    return {
        "name": pool["name"],
        "domain": pool["domain"],
        "mfa": pool["mfa"],
        "totp": pool["mfa"] != "OFF",
        "password_length": pool["password_length"],
        "password_classes": ["Lowercase", "Numbers", "Symbols", "Uppercase"],
        "sign_up": pool["sign_up"],
        "recovery": ["verified_email"],
        "verified": ["email"],
        "deletion_protection": True,
        "tags": dict(tags),
    }


def refuse_pool(pool: Item) -> None:
    """What Cognito would refuse, before any call."""
    name = f"cognito_user_pool {pool['name']}"
    if not 6 <= pool["password_length"] <= 99:
        raise PlatformError(f"{name}: password_length is {pool['password_length']}: Cognito takes 6 to 99.")
    domain = pool["domain"]
    if domain is None:
        raise PlatformError(f"{name}: domain is not set: give a prefix for the pages where people sign in.")
    if not DOMAIN.fullmatch(domain):
        raise PlatformError(f"{name}: domain {domain!r} is no prefix: give 1 to 63 of a-z, 0-9 and - within.")
    for word in ("aws", "amazon", "cognito"):
        if word in domain:
            raise PlatformError(f"{name}: domain {domain!r} holds {word!r}, which Cognito reserves: give another.")


def pool_item(pool: Item, mfa: Item) -> Item:
    """Answers of DescribeUserPool and GetUserPoolMfaConfig in the shape of C(wanted_pool)."""
    policy = pool.get("Policies", {}).get("PasswordPolicy", {})
    mechanisms = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    return {
        "name": pool["Name"],
        "domain": pool.get("Domain"),
        "mfa": pool.get("MfaConfiguration", "OFF"),
        "totp": mfa.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False),
        "password_length": policy.get("MinimumLength"),
        "password_classes": sorted(key[7:] for key, on in policy.items() if key.startswith("Require") and on),
        "sign_up": not pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly", False),
        "recovery": [row["Name"] for row in mechanisms],
        "verified": pool.get("AutoVerifiedAttributes", []),
        "deletion_protection": pool.get("DeletionProtection") == "ACTIVE",
        "tags": pool.get("UserPoolTags", {}),
        "id": pool["Id"],
        "arn": pool["Arn"],
    }


def pool_settings(item: Item) -> Item:
    classes = {f"Require{kind}": True for kind in item["password_classes"]}
    return {
        "PoolName": item["name"],
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": item["password_length"],
                "TemporaryPasswordValidityDays": 7,
                **classes,
            }
        },
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": not item["sign_up"]},
        "AccountRecoverySetting": RECOVERY,
        "AutoVerifiedAttributes": item["verified"],
        "DeletionProtection": "ACTIVE" if item["deletion_protection"] else "INACTIVE",
        "UserPoolTags": item["tags"],
    }


def mfa_settings(item: Item) -> Item:
    return {"MfaConfiguration": item["mfa"], "SoftwareTokenMfaConfiguration": {"Enabled": item["totp"]}}


def wanted_clients(pool: Item) -> Iterable[Item]:
    for client in pool["clients"]:
        refuse_client(pool["name"], client)
        yield {
            "name": f"{pool['name']}/{client['name']}",
            "pool": pool["name"],
            "domain": pool["domain"],
            "secret": client["secret"],
            "callback_urls": sorted(client["callback_urls"]),
            "logout_urls": sorted(client["logout_urls"]),
            "flows": ["code"],
            "scopes": ["email", "openid", "profile"],
            "auth_flows": ["ALLOW_REFRESH_TOKEN_AUTH"],
            "tokens": {**TOKENS, **UNITS},
        }


def refuse_client(pool: str, client: Item) -> None:
    name = f"cognito_user_pool_client {pool}/{client['name']}"
    if not client["callback_urls"]:
        raise PlatformError(f"{name}: callback_urls is empty: give the addresses to which people come back.")
    for url in client["callback_urls"] + client["logout_urls"]:
        if not re.fullmatch(r"https://[^\s#]+|http://localhost[^\s#]*", url):
            raise PlatformError(f"{name}: {url!r} is no https:// address: Cognito sends nobody anywhere else.")


def client_item(pool: Item, client: Item) -> Item:
    """An answer of DescribeUserPoolClient in the shape of C(wanted_clients); its secret stays behind."""
    return {
        "name": f"{pool['name']}/{client['ClientName']}",
        "pool": pool["name"],
        "secret": "ClientSecret" in client,
        "callback_urls": sorted(client.get("CallbackURLs", [])),
        "logout_urls": sorted(client.get("LogoutURLs", [])),
        "flows": sorted(client.get("AllowedOAuthFlows", [])),
        "scopes": sorted(client.get("AllowedOAuthScopes", [])),
        "auth_flows": sorted(client.get("ExplicitAuthFlows", [])),
        "tokens": {key: client.get(key) for key in TOKENS} | client.get("TokenValidityUnits", {}),
        "id": client["ClientId"],
        "pool_id": pool["id"],
        "pool_arn": pool["arn"],
    }


def client_settings(item: Item) -> Item:
    return {
        "ClientName": item["name"].split("/", 1)[1],
        "CallbackURLs": item["callback_urls"],
        "LogoutURLs": item["logout_urls"],
        "AllowedOAuthFlows": item["flows"],
        "AllowedOAuthScopes": item["scopes"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "SupportedIdentityProviders": ["COGNITO"],
        "ExplicitAuthFlows": item["auth_flows"],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
        **{key: item["tokens"][key] for key in TOKENS},
        "TokenValidityUnits": {key: item["tokens"][key] for key in UNITS},
    }
