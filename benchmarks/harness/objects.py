"""The scenario as Kubernetes objects, as `kubectl get ns,svc,endpointslices -A -o yaml` would tell it."""

from . import scenario

ROOT = "default"
SPACES_PER_FILE = 100

NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: {name}
  labels:
    offshoot.dev/{label}: "{value}"
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
{annotations}spec:
  selector:
    app: {name}
  ports:
    - name: http
      port: 80
      targetPort: http
      appProtocol: {protocol}
"""

EXPOSED = """\
  annotations:
    offshoot.dev/expose: "true"
"""

SLICE = """\
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: {service}-1
  namespace: {namespace}
  labels:
    kubernetes.io/service-name: {service}
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
addressType: IPv4
ports:
  - name: http
    port: {port}
    protocol: TCP
endpoints:
  - addresses: ["127.0.0.1"]
    conditions:
      ready: true
"""


INTERCEPTION = """\
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: {service}-offshoot
  namespace: {namespace}
  labels:
    kubernetes.io/service-name: {service}
    endpointslice.kubernetes.io/managed-by: offshoot.dev
addressType: IPv4
ports:
  - name: http
    port: {port}
    protocol: TCP
endpoints: []
"""


def files(spaces, depth, origin, listening_port, marker):
    """
    File name to content, to be written in this order; `origin` says on which loopback port an endpoint listens, `listening_port` where the gateway does for
    intercepted calls of svc-0. The root's Service `marker` is one more, by which a reader of these objects is told from others.
    """
    root = [NAMESPACE.format(name=ROOT, label="root", value="true")]
    for service in [*scenario.services(), marker]:
        root += _service(ROOT, service, EXPOSED, origin["root"])
    root.append(INTERCEPTION.format(namespace=ROOT, service="svc-0", port=listening_port))
    root += _service(ROOT, scenario.GREETER.service, EXPOSED, origin["nowhere"], "grpc")
    root += _service(ROOT, scenario.CHAT.service, EXPOSED, origin["nowhere"])
    result = {}
    calls = scenario.overrides(spaces)
    for first in range(0, spaces, SPACES_PER_FILE):
        some = []
        for call in calls[first : first + SPACES_PER_FILE]:
            lineage = scenario.lineage(call, depth)
            for space, parent in zip(lineage, [*lineage[1:], ROOT]):
                some.append(NAMESPACE.format(name=space, label="parent", value=parent))
            some += _service(lineage[-1], call.service, "", origin[call.answer])
        result[f"spaces-{first:05d}.yaml"] = _documents(some)
    for call, protocol in ((scenario.GREETER, "grpc"), (scenario.CHAT, "http")):
        result[f"{call.service}.yaml"] = _documents(_service(call.space, call.service, "", origin[call.answer], protocol))
    result["root.yaml"] = _documents(root)  # the last, with the marker
    return result


def _service(namespace, name, annotations, port, protocol="http"):
    return [
        SERVICE.format(name=name, namespace=namespace, annotations=annotations, protocol=protocol),
        SLICE.format(service=name, namespace=namespace, port=port),
    ]


def _documents(documents):
    return "---\n".join(documents)
