// Package config reads the program's settings: flags before environment before file before defaults.
package config

import (
	"fmt"
	"net"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/posflag"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"github.com/securebase/securebase/internal/store"
)

// Defaults, and the prefix of environment variables: SECUREBASE_ADDR, SECUREBASE_DB.
const (
	DefaultAddr = "127.0.0.1:8080"
	DefaultDB   = "sqlite:securebase.db"
	EnvPrefix   = "SECUREBASE_"
)

// Config is the settings of the program.
type Config struct {
	Addr string `koanf:"addr"` // host:port to serve on
	DB   string `koanf:"db"`   // sqlite:FILE
}

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
			if key != "addr" && key != "db" {
				return Config{}, store.Errorf(store.Invalid, "config: %s: %q is no setting; addr and db are", name, key)
			}
		}
	}
	variables := env.Provider(".", env.Opt{Prefix: EnvPrefix, TransformFunc: func(name, value string) (string, any) {
		name = strings.ToLower(strings.TrimPrefix(name, EnvPrefix))
		if value == "" || name != "addr" && name != "db" {
			return "", nil
		}
		return name, value
	}})
	if err := k.Load(variables, nil); err != nil {
		return Config{}, fmt.Errorf("read the environment: %w", err)
	}
	if err := k.Load(posflag.Provider(flags, ".", k), nil); err != nil {
		return Config{}, fmt.Errorf("read the flags: %w", err)
	}
	c := Config{Addr: DefaultAddr, DB: DefaultDB}
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, fmt.Errorf("read the settings: %w", err)
	}
	return c, c.check()
}

func (c Config) check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return store.Errorf(store.Invalid, "addr: %q is no address; host:port is right, such as %s", c.Addr, DefaultAddr)
	}
	if _, err := c.SQLiteFile(); err != nil {
		return err
	}
	return nil
}

// SQLiteFile gives the file of the database.
func (c Config) SQLiteFile() (string, error) {
	name, ok := strings.CutPrefix(c.DB, "sqlite:")
	if !ok || name == "" {
		return "", store.Errorf(store.Invalid, "db: %q is no database; sqlite:FILE is right, such as %s", c.DB, DefaultDB)
	}
	return name, nil
}
