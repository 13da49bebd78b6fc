"""The benchmark's parts: what is asked (scenario), who is asked (peers), how it is measured, what is said about it."""
