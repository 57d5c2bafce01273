// Package main is the controller of Argo Rollouts, all of it, on the loopback interface alone.
//
// Upstream's own program listens on every interface, at an address that is a constant of its package.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os/signal"
	"reflect"
	"syscall"

	"github.com/argoproj/argo-rollouts/controller"
	"github.com/argoproj/argo-rollouts/controller/metrics"
	clientset "github.com/argoproj/argo-rollouts/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-rollouts/rollout"
	ingressutil "github.com/argoproj/argo-rollouts/utils/ingress"
	istioutil "github.com/argoproj/argo-rollouts/utils/istio"
	"github.com/argoproj/argo-rollouts/utils/tolerantinformer"
	smiclientset "github.com/servicemeshinterface/smi-sdk-go/pkg/gen/client/split/clientset/versioned"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	kubeinformers "k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	resync  = controller.DefaultRolloutResyncPeriod * 1e9
	threads = 2
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "of the control plane")
	metricsPort := flag.Int("metrics", 0, "port")
	healthPort := flag.Int("health", 0, "port")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	must0(run(ctx, *kubeconfig, *metricsPort, *healthPort))
}

func run(ctx context.Context, kubeconfig string, metricsPort, healthPort int) error {
	config := must(clientcmd.BuildConfigFromFlags("", kubeconfig))
	config.QPS, config.Burst = 100, 200
	kube := must(kubernetes.NewForConfig(config))
	argo := must(clientset.NewForConfig(config))
	objects := must(dynamic.NewForConfig(config))
	splits := must(smiclientset.NewForConfig(config))

	kubeFactory := kubeinformers.NewSharedInformerFactory(kube, resync)
	jobFactory := kubeinformers.NewSharedInformerFactory(kube, resync)
	notices := kubeinformers.NewSharedInformerFactory(kube, resync)
	factory := dynamicinformer.NewDynamicSharedInformerFactory(objects, resync)
	clusterFactory := dynamicinformer.NewDynamicSharedInformerFactory(objects, resync)
	istioFactory := dynamicinformer.NewDynamicSharedInformerFactory(objects, resync)
	ingresses := must(ingressutil.NewIngressWrapper(ingressutil.IngressModeNetworking, kube, kubeFactory))

	manager := controller.NewManager(
		metav1.NamespaceAll, kube, argo, objects, splits, kube.Discovery(),
		kubeFactory.Apps().V1().ReplicaSets(), kubeFactory.Core().V1().Services(), ingresses,
		jobFactory.Batch().V1().Jobs(),
		tolerantinformer.NewTolerantRolloutInformer(factory),
		tolerantinformer.NewTolerantExperimentInformer(factory),
		tolerantinformer.NewTolerantAnalysisRunInformer(factory),
		tolerantinformer.NewTolerantAnalysisTemplateInformer(factory),
		tolerantinformer.NewTolerantClusterAnalysisTemplateInformer(clusterFactory),
		objects,
		istioFactory.ForResource(istioutil.GetIstioVirtualServiceGVR()).Informer(),
		istioFactory.ForResource(istioutil.GetIstioDestinationRuleGVR()).Informer(),
		notices, notices, resync, "", metricsPort, healthPort, &metrics.K8sRequestsCountProvider{},
		nil, []string{"alb"}, factory, clusterFactory, istioFactory, false, kubeFactory, jobFactory,
		rollout.DefaultEphemeralMetadataThreads, rollout.DefaultEphemeralMetadataPodRetries,
	)
	private := reflect.ValueOf(manager).Elem()
	(*http.Server)(private.FieldByName("healthzServer").UnsafePointer()).Addr = loopback(healthPort)
	(*metrics.MetricsServer)(private.FieldByName("metricsServer").UnsafePointer()).Addr = loopback(metricsPort)
	return manager.Run(ctx, threads, threads, threads, threads, threads, &controller.LeaderElectionOptions{})
}

func loopback(port int) string {
	return fmt.Sprintf("127.0.0.1:%d", port)
}

func must[T any](value T, err error) T {
	must0(err)
	return value
}

func must0(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
