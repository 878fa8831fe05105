import time
from tests.sweep.addresses import addresses
def test_a(clinic):
    t=time.perf_counter()
    from tests.sweep.clinic import filled_clinic
    for a in addresses(): print(a.name, a.rule, a.path(clinic))
    from stepdown.clinic.chart.models import Entry
    for e in Entry.objects.filter(patient=clinic.target).order_by("-pk")[:9]: print(e.kind, str(e.body)[:300])
