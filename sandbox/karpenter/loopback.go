// Package main is Karpenter's own main file, laid beside this one when it is built.
package main

import (
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
)

// Karpenter serves its metrics and its health on every interface; here on the loopback interface alone.
func init() {
	newManager := ctrl.NewManager
	ctrl.NewManager = func(config *rest.Config, options ctrl.Options) (ctrl.Manager, error) {
		options.Metrics.BindAddress = "127.0.0.1" + options.Metrics.BindAddress
		options.HealthProbeBindAddress = "127.0.0.1" + options.HealthProbeBindAddress
		return newManager(config, options)
	}
}
