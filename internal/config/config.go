// Package config reads the program's settings: flags before environment before file before defaults.
package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"github.com/securebase/securebase/internal/store"
)

// Defaults, and the prefix of environment variables: SECUREBASE_ADDR, SECUREBASE_DB, SECUREBASE_NEO4J_USER and so on.
const (
	DefaultAddr = "127.0.0.1:8080"
	DefaultDB   = "sqlite:securebase.db"
	DefaultRate = 50
	EnvPrefix   = "SECUREBASE_"
)

// maxRate keeps the counting of requests within whole numbers.
const maxRate = 1_000_000

// Config is the settings of the program. Credentials come from environment or file only, so that no list of processes
// shows them.
type Config struct {
	Addr              string `koanf:"addr"` // host:port to serve on
	DB                string `koanf:"db"`   // sqlite:FILE, or the address of a Neo4j database
	Neo4jUser         string `koanf:"neo4j_user"`
	Neo4jPassword     string `koanf:"neo4j_password"`
	Neo4jPasswordFile string `koanf:"neo4j_password_file"` // a file whose first line is the password
	Neo4jDatabase     string `koanf:"neo4j_database"`      // name of the database in the server; "neo4j" if empty

	LogFormat string        `koanf:"log_format"` // text or json
	LogLevel  string        `koanf:"log_level"`  // debug, info, warn or error
	DebugAddr string        `koanf:"debug_addr"` // loopback host:port for profiles; none if empty
	Drain     time.Duration `koanf:"drain"`      // how long to go on answering, not ready, before stopping

	Hosts          []string `koanf:"hosts"`           // names under which the server may be asked for; see server.Rules
	Rate           int      `koanf:"rate"`            // pages or queries per second and client; 0 for no limit
	TrustedProxies []string `koanf:"trusted_proxies"` // addresses or networks whose X-Forwarded headers are believed
}

func settings() []string {
	return []string{"addr", "db", "neo4j_user", "neo4j_password", "neo4j_password_file", "neo4j_database",
		"log_format", "log_level", "debug_addr", "drain", "hosts", "rate", "trusted_proxies"}
}

// settingOf gives the setting that a flag is for: log_format for --log-format.
func settingOf(flag string) string { return strings.ReplaceAll(flag, "-", "_") }

// Load reads the settings. The flag "config", if the set has it and it is given, names a YAML file with the keys of
// Config; a key that is none of them is refused.
func Load(flags *pflag.FlagSet) (Config, error) {
	k := koanf.New(".")
	if f := flags.Lookup("config"); f != nil && f.Changed {
		name := f.Value.String()
		if err := k.Load(file.Provider(name), yaml.Parser()); err != nil {
			return Config{}, &store.Error{Code: store.Invalid, Message: fmt.Sprintf("config: %s cannot be read as YAML: %v", name, err)}
		}
		for _, key := range k.Keys() {
			if !slices.Contains(settings(), key) {
				return Config{}, store.Errorf(store.Invalid, "config: %s: %q is no setting; %s are", name, key, strings.Join(settings(), ", "))
			}
		}
	}
	variables := env.Provider(".", env.Opt{Prefix: EnvPrefix, TransformFunc: func(name, value string) (string, any) {
		name = strings.ToLower(strings.TrimPrefix(name, EnvPrefix))
		if value == "" || !slices.Contains(settings(), name) {
			return "", nil
		}
		return name, value
	}})
	if err := k.Load(variables, nil); err != nil {
		return Config{}, fmt.Errorf("read the environment: %w", err)
	}
	given := posflag.ProviderWithFlag(flags, ".", k, func(f *pflag.Flag) (string, any) {
		return settingOf(f.Name), posflag.FlagVal(flags, f)
	})
	if err := k.Load(given, nil); err != nil {
		return Config{}, fmt.Errorf("read the flags: %w", err)
	}
	if d := k.String("drain"); d != "" { // said here, since Unmarshal's own words for it name no setting
		if t, err := time.ParseDuration(d); err != nil || t < 0 {
			return Config{}, store.Errorf(store.Invalid, "drain: %q is no duration; 5s is right", d)
		}
	}
	if r := k.String("rate"); r != "" { // likewise
		if n, err := strconv.Atoi(r); err != nil || n < 0 || n > maxRate {
			return Config{}, store.Errorf(store.Invalid, "rate: %q is no number of requests per second; 0 to %d is right, 0 for no limit", r, maxRate)
		}
	}
	c := Config{Addr: DefaultAddr, DB: DefaultDB, LogFormat: "text", LogLevel: "info", Rate: DefaultRate}
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, fmt.Errorf("read the settings: %w", err)
	}
	c.Hosts, c.TrustedProxies = listed(c.Hosts), listed(c.TrustedProxies)
	if err := c.readPassword(); err != nil {
		return Config{}, err
	}
	return c, c.check()
}

// listed gives the items of a list, which the environment writes with commas between.
func listed(items []string) []string {
	var all []string
	for item := range strings.SplitSeq(strings.Join(items, ","), ",") {
		if item = strings.TrimSpace(item); item != "" {
			all = append(all, item)
		}
	}
	return all
}

// notOfNames finds what stands in no name of a host.
func notOfNames(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
}

func (c *Config) readPassword() error {
	if c.Neo4jPasswordFile == "" {
		return nil
	}
	raw, err := os.ReadFile(c.Neo4jPasswordFile)
	if err != nil {
		return &store.Error{Code: store.Invalid, Message: fmt.Sprintf("neo4j_password_file: %s cannot be read", c.Neo4jPasswordFile), Cause: err}
	}
	c.Neo4jPassword, _, _ = strings.Cut(strings.TrimRight(string(raw), "\r\n"), "\n")
	return nil
}

func (c Config) check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return store.Errorf(store.Invalid, "addr: %q is no address; host:port is right, such as %s", c.Addr, DefaultAddr)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return store.Errorf(store.Invalid, "log_format: %q is none; text or json is right", c.LogFormat)
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.LogLevel) {
		return store.Errorf(store.Invalid, "log_level: %q is none; debug, info, warn or error is right", c.LogLevel)
	}
	if host, _, err := net.SplitHostPort(c.DebugAddr); c.DebugAddr != "" && (err != nil || !IsLoopback(host)) {
		return store.Errorf(store.Invalid, "debug_addr: %q is no loopback address; 127.0.0.1:6060 is right, since profiles show the inside", c.DebugAddr)
	}
	for _, name := range c.Hosts {
		if strings.ContainsFunc(name, notOfNames) || net.ParseIP(name) != nil {
			return store.Errorf(store.Invalid, "hosts: %q is no name of a host; atlas.example.org is right, without scheme and port", name)
		}
	}
	if _, err := c.Proxies(); err != nil {
		return err
	}
	return CheckDB("db", c.DB)
}

// Proxies are the networks of the trusted proxies.
func (c Config) Proxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, name := range c.TrustedProxies {
		network, err := netip.ParsePrefix(name)
		if addr, alone := netip.ParseAddr(name); alone == nil {
			network, err = addr.Unmap().WithZone("").Prefix(addr.Unmap().BitLen())
		}
		if err != nil {
			return nil, store.Errorf(store.Invalid, "trusted_proxies: %q is no address or network; 127.0.0.1 or 10.0.0.0/8 is right", name)
		}
		all = append(all, network)
	}
	return all, nil
}

// Loopback says whether only this machine can reach the server.
func (c Config) Loopback() bool {
	host, _, _ := net.SplitHostPort(c.Addr)
	return IsLoopback(host)
}

// Level is the least level of what is logged.
func (c Config) Level() slog.Level {
	var l slog.Level
	_ = l.UnmarshalText([]byte(c.LogLevel)) // was checked
	return l
}

// IsLoopback says whether a host can be reached from this machine alone, whatever the resolver says.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// CheckDB says what is wrong with the address of a database; field names the setting in the message.
func CheckDB(field, db string) error {
	if name, ok := strings.CutPrefix(db, "sqlite:"); ok && name != "" {
		return nil
	}
	const right = "sqlite:FILE, neo4j://HOST:PORT or bolt://HOST:PORT is right, such as " + DefaultDB
	u, err := url.Parse(db)
	switch {
	case err != nil || u.Host == "" || !IsNeo4j(db):
		return store.Errorf(store.Invalid, "%s: %q is no database; %s", field, withoutSecret(db), right)
	case u.User != nil:
		return store.Errorf(store.Invalid, "%s: holds a user; give SECUREBASE_NEO4J_USER and SECUREBASE_NEO4J_PASSWORD_FILE in the environment", field)
	}
	return nil
}

// withoutSecret leaves out what stands before an @.
func withoutSecret(db string) string { return db[strings.LastIndex(db, "@")+1:] }

// IsNeo4j says whether an address is that of a Neo4j database.
func IsNeo4j(db string) bool {
	scheme, _, ok := strings.Cut(db, "://")
	base, _, _ := strings.Cut(scheme, "+")
	return ok && (base == "neo4j" || base == "bolt")
}
