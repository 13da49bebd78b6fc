"""The proxies that are measured: each knows how to be started for the scenario, and how a call is asked of it."""
