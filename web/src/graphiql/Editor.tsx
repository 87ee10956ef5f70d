import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { GraphiQL } from "graphiql";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "graphiql/graphiql.css";
import { CopyAll } from "../exports/CopyAll";
import { FollowScheme } from "./FollowScheme";
import { LinkButton } from "./LinkButton";
import { questions } from "./Questions";
import { linked } from "./address";
import { fetcher } from "./fetcher";
import { examplesOfPage } from "./examples";

// Nothing that was asked is kept as a history; the open tabs stay in this browser.
const plugins = [questions];

// The editor, with the query of the address if it names one.
export function Editor() {
  const { query, variables } = linked(location.search);
  const texts = document.querySelector<HTMLElement>(".asked");
  return (
    <>
      {texts && <CopyAll within={texts} />}
      <GraphiQL
        fetcher={fetcher}
        plugins={plugins}
        referencePlugin={DOC_EXPLORER_PLUGIN}
        visiblePlugin={questions}
        initialQuery={query}
        initialVariables={variables}
        defaultQuery={examplesOfPage()[0]?.query}
        defaultEditorToolsVisibility={variables ? "variables" : false}
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
        forcedTheme="system"
      >
        <GraphiQL.Logo><span /></GraphiQL.Logo>
        <GraphiQL.Toolbar>{({ prettify, copy }) => <>{prettify}{copy}<LinkButton /></>}</GraphiQL.Toolbar>
        <FollowScheme />
      </GraphiQL>
    </>
  );
}
