import time, resource, pytest
from accounts.models import User, UserAlias
from pools import user_pools
from tests.support import builders
pytestmark = pytest.mark.django_db
def test_big():
    pool = builders.pool()
    now = pool.created_at
    us = User.objects.bulk_create([User(pool=pool, sub=f"s{n}", username=f"u{n}", email=f"u{n}@e.c", created_at=now, updated_at=now) for n in range(30000)], batch_size=2000)
    UserAlias.objects.bulk_create([UserAlias(pool=pool,user=u,attribute="username",value=u.username) for u in us], batch_size=2000)
    del us
    r0=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    t=time.perf_counter(); user_pools.delete(pool); print("secs", time.perf_counter()-t, "rss +", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss-r0)
    assert not User.objects.exists()
