"""A partner with a key of its own, before a newsroom that sends webhooks."""

from typing import Any

from app.auth.caller import Scope
from app.base.settings import Settings
from app.webhooks.delivery.worker import Webhooks
from tests.newsroom import Newsroom, checked
from tests.partners.receiver import Receiver
from tests.waiting import until

SUBSCRIPTIONS = "/v1/subscriptions"


class Partner:
    """`newsroom` publishes, `client` has the partner's key."""

    def __init__(self, settings: Settings) -> None:
        self.newsroom = Newsroom(settings)
        self.client = self.newsroom.as_key(Scope.SYNDICATE)
        self.webhooks: Webhooks = self.newsroom.app.state.webhooks
        self.webhooks.start()

    def subscribe(self, url: str, **members: Any) -> dict[str, Any]:
        """A new subscription, as it is answered."""
        return checked(self.client.post(SUBSCRIPTIONS, json={"url": url} | members), 201)

    def verified(self, receiver: Receiver, path: str = "", **members: Any) -> dict[str, Any]:
        """A new subscription whose receiver has answered the challenge."""
        made = self.subscribe(receiver.url + path, **members)
        self.reaches(made, "active")
        return made

    def read(self, made: dict[str, Any]) -> dict[str, Any]:
        """The subscription as it is now."""
        return checked(self.client.get(f"{SUBSCRIPTIONS}/{made['id']}"), 200)

    def reaches(self, made: dict[str, Any], state: str) -> dict[str, Any]:
        """The subscription, once it is in this state."""
        until(lambda: self.read(made)["state"] == state)
        return self.read(made)

    def act(self, made: dict[str, Any], act: str, status: int = 200, **members: Any) -> Any:
        """The answer to an act such as `pause`."""
        address = f"{SUBSCRIPTIONS}/{made['id']}/{act}"
        return checked(self.client.post(address, json=members or None), status)

    def deliveries(self, made: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
        """What was delivered, the newest first."""
        address = f"{SUBSCRIPTIONS}/{made['id']}/deliveries?limit=100&{query}"
        found: list[dict[str, Any]] = checked(self.client.get(address), 200)["data"]
        return found

    def corrected(self, release: dict[str, Any], title: str) -> dict[str, Any]:
        """The release with other words, corrected in public."""
        edited = self.newsroom.edit(release, title=title)
        return self.newsroom.act(
            edited, "correct", note="A name was wrong.", severity="minor", action="update"
        )

    def withdrawn(self, release: dict[str, Any]) -> dict[str, Any]:
        """The release, taken back."""
        return self.newsroom.act(release, "withdraw", kind="gone", notice="Issued in error.")

    def close(self) -> None:
        """End it."""
        self.webhooks.stop()
        self.newsroom.close()
