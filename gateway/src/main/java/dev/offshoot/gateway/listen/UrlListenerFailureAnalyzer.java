package dev.offshoot.gateway.listen;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes Boot print the line of {@link UrlListenerException} instead of its stack trace. */
final class UrlListenerFailureAnalyzer extends AbstractFailureAnalyzer<UrlListenerException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UrlListenerException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
