{{/* A CRD as it was generated. Arguments: the context, the CRD's name. */}}
{{- define "offshoot.crd" -}}
{{- $context := index . 0 -}}
{{- if $context.Values.crds.install -}}
{{- $text := $context.Files.Get (printf "files/crds/%s.yaml" (index . 1)) -}}
{{- if $context.Values.crds.keep -}}
{{- $text = replace "\nmetadata:\n" "\nmetadata:\n  annotations: {helm.sh/resource-policy: keep}\n" $text -}}
{{- end -}}
{{- $text -}}
{{- end -}}
{{- end -}}

{{/* An image. Arguments: the context, the program. */}}
{{- define "offshoot.image" -}}
{{- $context := index . 0 -}}
{{ $context.Values.image.repository }}/{{ index . 1 }}:{{ $context.Values.image.tag | default $context.Chart.AppVersion }}
{{- end -}}

{{/* Where and with what importance Pods run. Arguments: the context, the program's values. */}}
{{- define "offshoot.scheduling" -}}
{{- $context := index . 0 -}}
{{- $program := index . 1 -}}
{{- with $context.Values.priorityClass -}}
{{- if or .create .name }}
priorityClassName: {{ .name | default "offshoot" }}
{{- end }}
{{- end }}
{{- with $context.Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- with $program.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with $program.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- end -}}

{{/* The Secret of the gateway's certificate; empty: no TLS. */}}
{{- define "offshoot.tlsSecret" -}}
{{- if .Values.tls.secretName -}}
{{ .Values.tls.secretName }}
{{- else if .Values.tls.certManager.enabled -}}
offshoot-gateway-tls
{{- end -}}
{{- end -}}

{{/* Whether the cluster serves MutatingAdmissionPolicy; empty: no. */}}
{{- define "offshoot.mutates" -}}
{{- if .Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy" -}}
yes
{{- end -}}
{{- end -}}

{{/* Each domain and its wildcard, as a list in JSON. */}}
{{- define "offshoot.hosts" -}}
{{- $hosts := list -}}
{{- range .Values.domains -}}
{{- $hosts = append (append $hosts .) (printf "*.%s" .) -}}
{{- end -}}
{{- toJson $hosts -}}
{{- end -}}
