package dev.offshoot.clustertests;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;

/**
 * First the tests that need a bare cluster, then those with Offshoot in it: its controller would act on the others' Services. Before
 * that counts a class's {@link Order}: what takes Offshoot away for good comes last of all.
 */
final class InstalledLast implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing((ClassDescriptor one) -> one.findAnnotation(Order.class)
                                .map(Order::value)
                                .orElse(Order.DEFAULT))
                        .thenComparing(one -> one.isAnnotated(Installed.class))
                        .thenComparing(one -> one.getTestClass().getName()));
    }
}
