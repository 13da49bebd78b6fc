package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.DevSpaceFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.PodFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The translation of Kubernetes objects into facts, one namespace at a time. Pure: equal objects give equal facts, whatever their
 * order. A malformed object is a problem of that object and left out; the rest is translated. Immutable, for any thread.
 */
public final class Translator {
    private final AddressPolicy policy;

    public Translator(AddressPolicy policy) {
        this.policy = policy;
    }

    public NamespaceFacts translate(NamespaceObjects objects) {
        List<Problem> problems = new ArrayList<>();
        SpaceFact space = space(objects.namespace(), problems);
        // Nothing is forwarded to a namespace that is no space, so which addresses it has there is nobody's problem.
        SliceTranslation slices =
                new SliceTranslation(policy, nodePods(objects.pods()), space == null ? new ArrayList<>() : problems);
        String namespace = objects.name();
        List<ServiceFact> services =
                each(objects.services(), Comparator.comparing(ServiceFact::key), problems, (ref, service) -> {
                    ServiceKey key = new ServiceKey(namespace, ref.name());
                    return ServiceTranslation.translate(key, service, new Marks(ref, service.getMetadata(), problems));
                });
        List<SliceFact> counted =
                each(objects.slices(), Comparator.comparing(SliceFact::name), problems, slices::translate);
        boolean changing = policy == AddressPolicy.CLUSTER && isChild(space);
        return new NamespaceFacts(
                namespace,
                space,
                changing ? Overrides.counting(objects.namespace(), services, counted) : services,
                counted,
                isChild(space)
                        ? each(
                                objects.pods(),
                                Comparator.comparing(PodFact::name),
                                problems,
                                (ref, pod) -> PodTranslation.translate(namespace, pod))
                        : List.of(),
                each(
                        objects.tunnels(),
                        Comparator.comparing(TunnelFact::name),
                        problems,
                        (ref, tunnel) -> TunnelTranslation.translate(namespace, tunnel)),
                problems.stream().distinct().sorted().toList(),
                lineage(objects.namespace()),
                devSpace(objects.devSpace()));
    }

    private static @Nullable String lineage(@Nullable Namespace namespace) {
        Map<String, String> annotations =
                namespace == null ? null : namespace.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Names.LINEAGE);
    }

    private static @Nullable DevSpaceFact devSpace(@Nullable DevSpace devSpace) {
        if (devSpace == null) {
            return null;
        }
        ObjectMeta metadata = devSpace.getMetadata();
        return new DevSpaceFact(
                Objects.requireNonNullElse(metadata.getUid(), ""),
                Objects.requireNonNullElse(metadata.getGeneration(), 0L),
                metadata.getDeletionTimestamp() != null);
    }

    /** What is wrong with a DevSpace. It yields no routing facts: the namespace's labels do, which the controller makes of it. */
    public List<Problem> check(DevSpace devSpace) {
        List<Problem> problems = new ArrayList<>();
        each(List.of(devSpace), Comparator.<Boolean>naturalOrder(), problems, (ref, object) -> {
            DevSpaceCheck.check(object);
            return null;
        });
        return problems;
    }

    private static @Nullable SpaceFact space(@Nullable Namespace namespace, List<Problem> problems) {
        if (namespace == null) {
            return null;
        }
        List<SpaceFact> spaces = each(
                List.of(namespace),
                Comparator.comparing(SpaceFact::name),
                problems,
                (ref, object) -> SpaceTranslation.translate(
                        ObjectNames.label(object), new Marks(ref, object.getMetadata(), problems)));
        return spaces.isEmpty() ? null : spaces.getFirst();
    }

    private static boolean isChild(@Nullable SpaceFact space) {
        return space != null && space.parent() != null;
    }

    private static Set<String> nodePods(List<Pod> pods) {
        return pods.stream()
                .filter(PodTranslation::isOnNodeNetwork)
                .map(pod -> String.valueOf(pod.getMetadata().getName()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The facts of objects of one kind, sorted; a malformed one, or one that is no fact, isn't among them. */
    private static <O extends HasMetadata, F> List<F> each(
            List<O> objects,
            Comparator<F> order,
            List<Problem> problems,
            BiFunction<ObjectRef, O, @Nullable F> translation) {
        List<F> facts = new ArrayList<>();
        for (O object : objects) {
            ObjectRef ref = ref(object);
            try {
                F fact = translation.apply(ref, object);
                if (fact != null) {
                    facts.add(fact);
                }
            } catch (Malformed e) {
                problems.add(new Problem(ProblemCode.MALFORMED_OBJECT, ref, e.text() + "; the object is left out"));
            }
        }
        facts.sort(order);
        return facts;
    }

    private static ObjectRef ref(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        boolean clusterScoped = object instanceof Namespace || object instanceof DevSpace;
        return new ObjectRef(
                object.getKind(),
                clusterScoped || namespace == null ? "" : namespace,
                Shown.of(String.valueOf(object.getMetadata().getName())));
    }
}
