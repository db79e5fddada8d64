"""python -m tests.bench.ledger: a million doses in the ledger, and 1,500 people due in the same minute.

The bot's processes read this file again as they start, as they do `bot/__main__.py`: it imports nothing before it is needed.
"""

if __name__ == "__main__":
    from tests.bench.ledger.measures import print_measures

    print_measures()
