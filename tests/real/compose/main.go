// compose loads a compose project as `docker compose config` does: schema, interpolation, include, extends, depends_on,
// networks and volumes. It prints what the project has, or all that the loader says against it, and then ends with 1.
//
//	compose [-env NAME=VALUE ...] FILE...
//
// Several files are merged as with `docker compose -f`. No variable comes from outside but those of -env: what a file needs
// and does not default is a mistake here.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"
)

type list []string

func (l *list) String() string         { return strings.Join(*l, ",") }
func (l *list) Set(value string) error { *l = append(*l, value); return nil }

func main() {
	var env list
	flag.Var(&env, "env", "a variable, NAME=VALUE")
	flag.Parse()
	if err := load(flag.Args(), env, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func load(files, env []string, out io.Writer) error {
	// The loader warns of what Compose forgives: variables that are not set, keys that do nothing any more.
	var warnings bytes.Buffer
	logrus.SetOutput(&warnings)
	logrus.SetFormatter(&logrus.TextFormatter{DisableTimestamp: true, DisableColors: true})

	options, err := cli.NewProjectOptions(files, cli.WithEnv(env), cli.WithInterpolation(true),
		cli.WithNormalization(true), cli.WithConsistency(true))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	if warnings.Len() > 0 {
		return fmt.Errorf("%s", strings.TrimSpace(warnings.String()))
	}
	fmt.Fprintf(out, "project: %s\n", project.Name)
	fmt.Fprintf(out, "services: %s\n", strings.Join(project.ServiceNames(), " "))
	fmt.Fprintf(out, "networks: %s\n", strings.Join(sorted(project.NetworkNames()), " "))
	fmt.Fprintf(out, "volumes: %s\n", strings.Join(sorted(project.VolumeNames()), " "))
	return nil
}

func sorted(names []string) []string {
	sort.Strings(names)
	return names
}
