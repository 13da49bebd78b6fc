package dev.offshoot.gateway.corpus;

/** How a client reaches the gateway: at once, or through another proxy. */
interface Way extends AutoCloseable {
    /** The header that another proxy puts on each request that it sees, with a value of its own each time. */
    String MARK = "x-front";

    String name();

    /** Where the client connects. */
    int port(boolean intercepted);

    /** Whether what the client sees is the gateway's own doing. */
    default boolean isDirect() {
        return false;
    }

    @Override
    void close();

    record Direct(int url, int intercepted) implements Way {
        @Override
        public String name() {
            return "direct";
        }

        @Override
        public int port(boolean atInterception) {
            return atInterception ? intercepted : url;
        }

        @Override
        public boolean isDirect() {
            return true;
        }

        @Override
        public void close() {}
    }
}
