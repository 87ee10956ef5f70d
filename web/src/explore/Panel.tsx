import { EntryPanel } from "./EntryPanel";
import type { Selection } from "./Explore";
import { Hints } from "./Hints";
import { LinePanel } from "./LinePanel";
import type { Screen } from "./screen";
import type { Explorer } from "./useExplorer";

interface Props {
  explorer: Explorer;
  screen: Screen;
  selection: Selection;
  onOpen: (selection: Selection, byKey?: boolean) => void;
  onClose: () => void;
}

// Beside the picture: the entry or line that was opened, or how to go about.
export function Panel({ explorer, screen, selection, onOpen, onClose }: Props) {
  const line = selection?.type === "line" ? screen.lines.find(({ id }) => id === selection.id) : undefined;
  const entry = selection?.type === "entry" ? screen.entries.get(selection.id) : undefined;
  return (
    <aside className={selection ? "panel open" : "panel"} id="explore-panel" tabIndex={-1} aria-label={line ? "Selected line" : entry ? "Selected entry" : "How to explore"}
      onKeyDown={(event) => { if (event.key === "Escape" && selection) { event.stopPropagation(); onClose(); } }}>
      {selection && <p className="shut"><span className="caps">{line ? "Selected line" : "Selected entry"}</span><button type="button" className="textual" onClick={onClose}>Close</button></p>}
      {line && <LinePanel line={line} screen={screen} onOpen={onOpen} />}
      {entry && <EntryPanel entry={entry} explorer={explorer} screen={screen} onOpen={onOpen} />}
      <Hints open={!selection} />
    </aside>
  );
}
