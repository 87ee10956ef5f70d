package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/securebase/securebase/internal/config"
	"github.com/securebase/securebase/internal/store"
)

// flags are those of the command serve that this test is about.
func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	set := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	set.String("config", "", "")
	set.String("log-format", "text", "")
	set.String("log-level", "info", "")
	set.String("debug-addr", "", "")
	set.Duration("drain", 0, "")
	set.StringSlice("hosts", nil, "")
	set.Int("rate", config.DefaultRate, "")
	set.StringSlice("trusted-proxies", nil, "")
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestFlagsComeBeforeEnvironmentBeforeFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(file, []byte("log_format: json\nlog_level: debug\ndrain: 3s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SECUREBASE_LOG_LEVEL", "warn")
	t.Setenv("SECUREBASE_DRAIN", "4s")
	c, err := config.Load(flags(t, "--config", file, "--drain", "5s"))
	if err != nil || c.LogFormat != "json" || c.LogLevel != "warn" || c.Drain != 5*time.Second {
		t.Errorf("%+v (%v); the format is the file's, the level the environment's, drain the flag's", c, err)
	}
	if c, err := config.Load(flags(t)); err != nil || c.LogFormat != "text" || c.Drain != 4*time.Second || c.DebugAddr != "" {
		t.Errorf("%+v (%v)", c, err)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for _, c := range []struct{ name, flag, value, says string }{
		{"a format that is none", "--log-format", "xml", "log_format: \"xml\" is none; text or json is right"},
		{"a level that is none", "--log-level", "loud", "log_level: \"loud\" is none"},
		{"profiles for everyone", "--debug-addr", "0.0.0.0:6060", "debug_addr: \"0.0.0.0:6060\" is no loopback address; 127.0.0.1:6060 is right"},
		{"profiles on every address", "--debug-addr", ":6060", "no loopback address"},
		{"profiles on a name", "--debug-addr", "example.org:6060", "no loopback address"},
		{"profiles on a name that begins well", "--debug-addr", "localhost.example.org:6060", "no loopback address"},
		{"profiles without a port", "--debug-addr", "127.0.0.1", "no loopback address"},
		{"a host with a scheme", "--hosts", "https://atlas.example.org", "hosts: \"https://atlas.example.org\" is no name of a host; atlas.example.org is right"},
		{"a host with a port", "--hosts", "atlas.example.org:443", "without scheme and port"},
		{"a host with a path", "--hosts", "atlas.example.org/x", "no name of a host"},
		{"any host", "--hosts", "*", "no name of a host"},
		{"an address for a host", "--hosts", "10.0.0.1", "no name of a host"},
		{"a negative rate", "--rate", "-1", "rate: \"-1\" is no number of requests per second; 0 to 1000000 is right, 0 for no limit"},
		{"a proxy by name", "--trusted-proxies", "proxy.example.org", "trusted_proxies: \"proxy.example.org\" is no address or network; 127.0.0.1 or 10.0.0.0/8 is right"},
		{"a network too narrow", "--trusted-proxies", "10.0.0.0/33", "no address or network"},
		{"a negative drain", "--drain", "-5s", "drain: \"-5s\" is no duration"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := config.Load(flags(t, c.flag, c.value))
			if store.CodeOf(err) != store.Invalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %s", err, c.says)
			}
		})
	}
	for _, loopback := range []string{"127.0.0.1:6060", "[::1]:6060", "localhost:0", "127.8.9.1:1"} {
		if _, err := config.Load(flags(t, "--debug-addr", loopback)); err != nil {
			t.Errorf("%s: %v", loopback, err)
		}
	}
	t.Setenv("SECUREBASE_DRAIN", "soon")
	if _, err := config.Load(flags(t)); store.CodeOf(err) != store.Invalid || !strings.Contains(err.Error(), `drain: "soon" is no duration; 5s is right`) {
		t.Error(err)
	}
}

func TestWhoMayComeInIsReadFromEverySource(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(file, []byte("hosts: [atlas.example.org, www.example.org]\nrate: 7\ntrusted_proxies: 127.0.0.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(flags(t, "--config", file))
	if err != nil || len(c.Hosts) != 2 || c.Hosts[1] != "www.example.org" || c.Rate != 7 {
		t.Errorf("%+v (%v)", c, err)
	}
	t.Setenv("SECUREBASE_HOSTS", "a.example,b.example")
	t.Setenv("SECUREBASE_RATE", "0")
	c, err = config.Load(flags(t, "--config", file, "--trusted-proxies", "10.0.0.0/8,::1"))
	if err != nil || len(c.Hosts) != 2 || c.Hosts[0] != "a.example" || c.Rate != 0 {
		t.Errorf("%+v (%v)", c, err)
	}
	if all, err := c.Proxies(); err != nil || len(all) != 2 || all[0].String() != "10.0.0.0/8" || all[1].String() != "::1/128" {
		t.Errorf("%v (%v)", all, err)
	}
	if c, err := config.Load(flags(t)); err != nil || !c.Loopback() {
		t.Errorf("%+v (%v)", c, err)
	}
	t.Setenv("SECUREBASE_ADDR", ":8080")
	if c, err := config.Load(flags(t)); err != nil || c.Loopback() {
		t.Errorf("every address is taken for the loopback: %+v (%v)", c, err)
	}
	t.Setenv("SECUREBASE_RATE", "fast")
	if _, err := config.Load(flags(t)); store.CodeOf(err) != store.Invalid || !strings.Contains(err.Error(), `rate: "fast" is no number`) {
		t.Error(err)
	}
}
