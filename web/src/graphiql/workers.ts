import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JSONWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

// The editor checks queries and variables in workers of this site; GraphiQL's own set-up speaks on the console.
window.MonacoEnvironment = {
  getWorker(_id: string, language: string): Worker {
    if (language === "json") return new JSONWorker();
    return language === "graphql" ? new GraphQLWorker() : new EditorWorker();
  },
};
