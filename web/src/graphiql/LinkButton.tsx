import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { useState } from "react";
import { addressOf, longest } from "./address";

// Copies the address of this page with the query, for a colleague or a syllabus.
export function LinkButton() {
  const [said, setSaid] = useState("");
  const editors = useGraphiQL((state) => [state.queryEditor, state.variableEditor]);
  const copy = async (): Promise<void> => {
    const address = location.origin + addressOf(editors[0]?.getValue() ?? "", editors[1]?.getValue() ?? "");
    if (address.length > longest) return setSaid("This query is too long for an address");
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      setSaid("The address is copied");
    } catch {
      setSaid("The address stands in the address bar");
    }
  };
  return (
    <>
      <ToolbarButton label={said || "Copy the address of this query"} onClick={() => void copy()} onBlur={() => setSaid("")}>
        <svg className="graphiql-toolbar-icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
          <path d="M6.5 9.5l3-3M7 4.5l1.6-1.6a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5l-1.6 1.6a3 3 0 0 1-4.3-4.3L4.7 7.2" strokeLinecap="round" />
        </svg>
      </ToolbarButton>
      <span className="vh" role="status">{said}</span>
    </>
  );
}
