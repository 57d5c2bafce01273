package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// A machine of EKS is launched with the kubelet of its control plane's version; a simulated node would name kwok's.
func init() {
	newManager := ctrl.NewManager
	ctrl.NewManager = func(config *rest.Config, options ctrl.Options) (ctrl.Manager, error) {
		options.NewClient = newClient
		return newManager(config, options)
	}
}

func newClient(config *rest.Config, options client.Options) (client.Client, error) {
	versions, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	inner, err := client.New(config, options)
	return nodes{inner, versions}, err
}

type nodes struct {
	client.Client
	versions discovery.ServerVersionInterface
}

func (n nodes) Create(ctx context.Context, object client.Object, options ...client.CreateOption) error {
	if node, ok := object.(*corev1.Node); ok {
		version, err := n.versions.ServerVersion()
		if err != nil {
			return err
		}
		node.Status.NodeInfo.KubeletVersion = version.GitVersion
	}
	return n.Client.Create(ctx, object, options...)
}
