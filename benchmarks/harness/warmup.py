"""What a JVM gets before it is measured: load, until its compilers have had their time."""

SLICE_SECONDS = 5
PATIENCE = 8  # of the wanted CPU seconds, in seconds of the clock


def warm_up(peer, running, load, cpu_seconds, say):
    """
    Loads the proxy until it has used that much CPU time: on a busy machine the clock says little about what has been
    compiled. Native code needs only its connections opened.
    """
    if not peer.warms_up:
        load.run(1)
        return
    begun = running.cpu_seconds()
    for _ in range(max(1, PATIENCE * cpu_seconds // SLICE_SECONDS)):
        before = running.cpu_seconds()
        answered = load.run(SLICE_SECONDS)
        after = running.cpu_seconds()
        say(f"warming up {peer.name:15} {(after - before) * 1e6 / answered.requests:6.1f} us")
        if after - begun >= cpu_seconds:
            return
    say(f"warming up {peer.name}: got {after - begun:.0f} s of CPU time (wanted: {cpu_seconds}); it may still compile")
