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
      appProtocol: http
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


def files(spaces, origin):
    """File name to content; `origin` says on which loopback port an endpoint listens."""
    root = [NAMESPACE.format(name=ROOT, label="root", value="true")]
    for service in scenario.services():
        root += _service(ROOT, service, EXPOSED, origin["root"])
    result = {"root.yaml": _documents(root)}
    overrides = scenario.overrides(spaces)
    for first in range(0, spaces, SPACES_PER_FILE):
        some = []
        for call in overrides[first : first + SPACES_PER_FILE]:
            some.append(NAMESPACE.format(name=call.space, label="parent", value=ROOT))
            some += _service(call.space, call.service, "", origin[call.answer])
        result[f"spaces-{first:05d}.yaml"] = _documents(some)
    return result


def _service(namespace, name, annotations, port):
    return [
        SERVICE.format(name=name, namespace=namespace, annotations=annotations),
        SLICE.format(service=name, namespace=namespace, port=port),
    ]


def _documents(documents):
    return "---\n".join(documents)
