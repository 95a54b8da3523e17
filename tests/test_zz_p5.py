import pytest
from tests.test_doors import *
from tests.test_doors import OF_THE_API, PROGRAMS, ask_as, expected_of_api, one_path
for _n in [n for n in globals() if n.startswith("test_")]:
    del globals()[_n]
MINE = ("accounts","transactions_log","consumers","consumers_secrets","authorizations","permission_groups","api_key","me")
@pytest.mark.parametrize("who", PROGRAMS)
def test_mine(account, ana, who):
    one_of_each(account)
    ask, wrong = ask_as(who, account, ana), []
    for address in OF_THE_API:
        if address.name.removesuffix("-one") not in MINE: continue
        for where in (one_path(address, account), one_path(address, account).rstrip("/") + "/"):
            for method in ("GET", "POST", "PUT", "DELETE"):
                status = ask(method, where).status_code
                if status not in expected_of_api(who, method, address.name):
                    wrong.append(f"{who}: {method} {where} answers {status}")
    assert wrong == []
