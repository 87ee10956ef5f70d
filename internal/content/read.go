package content

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path"
	"unicode"
)

// Read reads content by the kind of path: a directory of YAML files, one .yaml, .yml or .jsonl file, or "-" for
// stdin, where a { at the start means JSONL and anything else YAML. The error says that there is nothing to read;
// what is wrong with the content itself is among the problems.
func Read(name string, stdin io.Reader) (*Graph, []Problem, error) {
	if name == "-" {
		in := bufio.NewReader(stdin)
		read := ReadYAMLFile
		if startsWithBrace(in) {
			read = ReadJSONL
		}
		graph, problems := read("stdin", in)
		return graph, problems, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read content: %w", err)
	}
	if info.IsDir() {
		graph, problems := readYAMLDir(os.DirFS(name), name)
		return graph, problems, nil
	}
	read := ReadYAMLFile
	switch {
	case path.Ext(name) == ".jsonl":
		read = ReadJSONL
	case !isYAML(name):
		return nil, nil, fmt.Errorf("read content: %s is no directory and ends in none of .yaml, .yml, .jsonl", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read content: %w", err)
	}
	defer file.Close()
	graph, problems := read(name, file)
	return graph, problems, nil
}

func startsWithBrace(in *bufio.Reader) bool {
	for n := 1; ; n++ {
		head, err := in.Peek(n)
		if err != nil {
			return false
		}
		if c := rune(head[n-1]); !unicode.IsSpace(c) {
			return c == '{'
		}
	}
}
