package dev.offshoot.clustertests;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** First the tests that need a bare cluster, then those with Offshoot in it: its controller would act on the others' Services. */
final class InstalledLast implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing((ClassDescriptor one) -> one.isAnnotated(Installed.class))
                        .thenComparing(one -> one.getTestClass().getName()));
    }
}
