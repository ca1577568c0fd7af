from tests.journeys.made import made

__all__ = ["made"]
