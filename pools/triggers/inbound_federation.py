"""After an external provider answered: the trigger may put other attributes in the place of the provider's."""

from pools.models import UserPool
from pools.triggers import event, invoke


def run(
    pool: UserPool,
    *,
    client_id: str,
    username: str,
    provider_name: str,
    provider_type: str,
    attributes: dict[str, dict[str, str]],
) -> dict[str, str]:
    """Ask for the attributes that are to be mapped; none when the provider's stand.

    Args:
        pool: whose trigger.
        client_id: through which somebody signs in.
        username: of the provider's user here.
        provider_name: AWS ProviderName.
        provider_type: AWS ProviderType.
        attributes: what the provider said, by where: tokenResponse, idToken, userInfo, samlResponse.

    Raises:
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: see `invoke.call`.
    """
    response = invoke.call(
        pool,
        "InboundFederation",
        source="ExternalProvider",
        user_name=username,
        client_id=client_id,
        request={"providerName": provider_name, "providerType": provider_type, "attributes": attributes},
        response={"userAttributesToMap": {}},
    )
    return event.texts(response, "userAttributesToMap")
