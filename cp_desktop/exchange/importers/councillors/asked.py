"""The answer that many questions about a list of councillors share."""

STAY = "stay"
