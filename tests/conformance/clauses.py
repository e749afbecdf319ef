"""The ids of all clauses, office by office; the list is complete and a clause without a passing test is named as such."""

OFFICES = {
    "NC": "nanchang-county",
    "TB": "taobei-poverty-office",
    "BL": "beilun-district",
    "CZ": "changzhi-energy-bureau",
    "YL": "yuanling-county",
}

_NUMBERS = {
    "NC": (
        "1.2 1.3 1.4 2.1 2.2 2.3 2.4 2.5 3.0 3.1 3.2 3.3 3.4 3.5 4.0 4.1 4.2 5.0 5.1 5.2 5.3 5.4 5.5 5.6 5.7 "
        "5.8 6.0 6.1 6.2 6.3 6.4 "
    ),
    "TB": ("0.1 1.5 2.1 2.1b 2.2a 2.2b 2.2c 2.2d 2.3 2.4 3.0 3.0a 3.1 3.2 3.3 3.4 4.0 4.1 "),
    "BL": (
        "1.0 1.1 1.2 1.3 1.4 2.0 2.1a 2.1b 2.1c 2.1d 2.2a 2.2b 2.2c 2.2d 2.3a 2.3b 2.3c 2.3d 2.4a 2.4b 2.4c "
        "2.4d 3.0 3.1 3.2 3.3 3.4 3.5 "
    ),
    "CZ": ("1.1 1.2 2.1 2.2 2.3 2.4 2.5 3.0 3.1 3.2 3.3 3.4 4.0 4.1 4.2 4.3 5.0 5.1 5.2 5.3 "),
    "YL": ("1.1 1.2 1.3 2.0 2.1 2.2 2.3 3.0 3.1 3.2 3.3 3.4 3.5 4.1 4.2 4.3 5.1 "),
}
PEOPLE = ("P-1", "P-2", "P-3", "P-4", "P-5", "P-6")
"""The rule on people, which holds for every office."""

CLAUSES = tuple(f"{office}-{number}" for office, numbers in _NUMBERS.items() for number in numbers.split())
