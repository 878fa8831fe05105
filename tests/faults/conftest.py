from tests.record import get_ready

get_ready()
