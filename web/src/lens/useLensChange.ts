import { useCallback } from "react";
import { useVisit } from "../shell/visit";
import { withLens, type Field } from "./lens";

// Where a reader who changed the lens was in its bar. The page that then comes has a new bar, which takes them there.
interface Return {
  address: string;
  field: Field | "rest";
  control?: string; // id of a control in the setting, if that stays open
}

let expected: Return | null = null;

// Goes to the page being read under a changed lens, to the same place of it.
export function useLensChange(): (changes: Partial<Record<Field, string[]>>, field: Return["field"], control?: string) => void {
  const visit = useVisit();
  return useCallback((changes, field, control) => {
    const address = withLens(changes);
    const place = scrollY;
    expected = { address, field, control };
    visit(address);
    history.replaceState({ ...(history.state as object | null), place }, "");
  }, [visit]);
}

// What the bar of the page at the address is expected to do, once.
export function takeReturn(): Return | null {
  const wanted = expected;
  expected = null;
  return wanted?.address === location.pathname + location.search ? wanted : null;
}
