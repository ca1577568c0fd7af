"""What recorded episodes are worth, judged from their own frames."""
