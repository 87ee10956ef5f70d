export interface Example {
  name: string;
  title: string; // the question in words
  query: string;
}

// The examples as the server wrote them into the page, each under its question.
export function examplesOfPage(): Example[] {
  const examples = JSON.parse(document.getElementById("examples")?.textContent ?? "[]") as Example[];
  return examples.map((example) => ({ ...example, query: `# ${example.title}\n${example.query.trimEnd()}\n` }));
}
