
import pytest

def test_that_gives_up():
    pytest.skip('reference material absent: x.json')
