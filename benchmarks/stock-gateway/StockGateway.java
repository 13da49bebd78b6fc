package dev.offshoot.benchmarks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** Spring Cloud Gateway as it comes; its routes are in the configuration that the benchmark writes. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class StockGateway {
    public static void main(String[] args) {
        SpringApplication.run(StockGateway.class, args);
    }
}
