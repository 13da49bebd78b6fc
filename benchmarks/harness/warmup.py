"""What a JVM gets before it is measured: load, until its compilers are done."""

SLICE_SECONDS = 2
PATIENCE = 8  # of the wanted CPU seconds, in seconds of the clock
STEADY = 0.97  # of the cheapest of the slices before: what is cheaper than that still improves
LOOK_BACK = 3  # slices


def warm_up(peer, running, load, cpu_seconds, say):
    """
    Loads the proxy until it has used that much CPU time (on a busy machine the clock says little about what has been
    compiled) and a request doesn't get cheaper any more. Native code needs only its connections opened.
    """
    if not peer.warms_up:
        load.run(1)
        return
    begun, costs = running.cpu_seconds(), []
    for _ in range(max(1, PATIENCE * cpu_seconds // SLICE_SECONDS)):
        before = running.cpu_seconds()
        answered = load.run(SLICE_SECONDS)
        after = running.cpu_seconds()
        costs.append((after - before) * 1e6 / answered.requests)
        say(f"warming up {peer.name:20} {costs[-1]:6.1f} us")
        if after - begun >= cpu_seconds and _steady(costs):
            return
    say(f"warming up {peer.name}: {after - begun:.0f} s of CPU time (wanted: {cpu_seconds} and a steady cost); it may still compile")


def _steady(costs):
    before = costs[-1 - LOOK_BACK : -1]
    return bool(before) and costs[-1] >= STEADY * min(before)
