package dev.offshoot.controller;

import dev.offshoot.cluster.watch.ClusterAccess;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The controller's process: health and metrics on its one port, and the {@link Tenure}. */
@SpringBootConfiguration
@EnableAutoConfiguration
@ConfigurationPropertiesScan
class ControllerApplication {
    @Bean(destroyMethod = "close")
    KubernetesClient kubernetesClient(ControllerProperties properties) {
        return ClusterAccess.client(properties.kubeconfig(), properties.context());
    }

    @Bean
    Tenure tenure(KubernetesClient client, ControllerProperties properties) {
        return new Tenure(client, properties);
    }

    @Bean
    ControllerMetrics controllerMetrics(Tenure tenure) {
        return new ControllerMetrics(tenure);
    }
}
