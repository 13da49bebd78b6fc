//go:build tools

// Package judges pins what definitions makes the CRD of ServiceMonitor with: the Prometheus operator's types, and the generator
// that its project uses.
package judges

import (
	_ "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	_ "sigs.k8s.io/controller-tools/cmd/controller-gen"
)
