"""Every hosted page in each state that looks different, by name; a new page joins in the module of its area."""

from tests.support.hosted_states import accounts, afterwards, challenges, looks, own_account, second_steps, sign_in
from tests.support.hosted_states.table import STATES, Reach

__all__ = ["STATES", "Reach", "accounts", "afterwards", "challenges", "looks", "own_account", "second_steps", "sign_in"]
