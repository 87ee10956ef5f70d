import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { useState } from "react";
import { examplesOfPage, type Example } from "./examples";

// The questions as a panel beside the editor.
export const questions: GraphiQLPlugin = { title: "Questions to begin with", icon: QuestionMark, content: Questions };

function QuestionMark() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M2 2.5h12v8.5H8.5L5 14v-3H2Z" />
      <path d="M6.4 5.6a1.6 1.6 0 1 1 2.4 1.4c-.5.3-.8.5-.8 1.1" strokeLinecap="round" />
      <path d="M8 9.4v.1" strokeLinecap="round" />
    </svg>
  );
}

function Questions() {
  const [examples] = useState(examplesOfPage);
  const open = useOpen();
  return (
    <section aria-labelledby="questions-title" className="questions">
      <h2 id="questions-title">Questions to begin with</h2>
      <ol>{examples.map((example) => (
        <li key={example.name}><button type="button" onClick={() => open(example)}>{example.title}</button></li>
      ))}</ol>
      <p>Point at a word of the query, or open the documentation beside, to read what it means.</p>
    </section>
  );
}

// Opens an example in the tab that shows it already, else in a new one, and asks it.
function useOpen(): (example: Example) => void {
  const { addTab, changeTab, run, setOperationName } = useGraphiQLActions();
  const tabs = useGraphiQL((state) => state.tabs);
  const editors = useGraphiQL((state) => [state.queryEditor, state.variableEditor]);
  return ({ query }) => {
    const shown = tabs.findIndex((tab) => tab.query === query);
    if (shown >= 0) changeTab(shown);
    else {
      addTab();
      editors[0]?.setValue(query);
      editors[1]?.setValue("");
    }
    setOperationName(/^query (\w+)/m.exec(query)?.[1] ?? "");
    run();
  };
}
