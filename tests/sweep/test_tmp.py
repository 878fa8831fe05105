import time
from tests.sweep.crawl import *
from tests.sweep.values import *
def test_a(clinic):
    t=time.perf_counter()
    f=every_form(clinic)
    print(time.perf_counter()-t)
    n=0
    for x in f:
        fam={}
        for name,fl in x.form.fields.items(): fam.setdefault(family_of(name), fl)
        k=sum(len(odd_values(fl)) for fl in fam.values())
        n+=k
        print(x.address_name, x.seen.who.name, x.seen.path, len(x.form.fields), k, x.form.buttons[:3])
    print(len(f), n)
    print(set(a.name for a in addresses())-{x.address_name for x in f})
    print([ (x.address_name, list(x.form.fields)) for x in every_form(clinic,"get")])
