import { useState } from "react";
import { Finder } from "../search/Finder";
import type { Option } from "./bar";
import { useLensChange } from "./useLensChange";

// The populations that the lens is kept to, and a box to find further ones in.
export function Populations({ chosen }: { chosen: Option[] }) {
  const change = useLensChange();
  const [input, setInput] = useState<HTMLInputElement | null>(null);
  const values = chosen.map(({ value }) => value);
  return (
    <div className="populations">
      {chosen.length > 0 && (
        <ul aria-label="Only studies of">
          {chosen.map(({ value, label }) => (
            <li key={value}>
              <button type="button" className="btn" onClick={() => change({ population: values.filter((other) => other !== value) }, "population")}>
                <span className="vh">No longer only </span>{label}<span aria-hidden="true">×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <label>{chosen.length > 0 ? "or of" : "Only studies of"} <input ref={setInput} placeholder="such as foster children" /></label>
      {input && <Finder input={input} among={["POPULATION"]} choose={({ entity }) => change({ population: [...new Set([...values, entity.id])] }, "population")} />}
    </div>
  );
}
