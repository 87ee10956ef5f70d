import { underLens } from "../lens/lens";
import type { Selection } from "./Explore";
import { linesAt, otherEnd, says, saysOfIt, type Entry, type Screen } from "./screen";
import { KindMark, StrengthBar } from "./signs";
import type { Explorer } from "./useExplorer";
import { pageOf, plural, thousands } from "./words";

interface Props {
  entry: Entry;
  explorer: Explorer;
  screen: Screen;
  onOpen: (selection: Selection, byKey?: boolean) => void;
}

// An entry: what it is related to by what, how much of that is on screen, and its lines.
export function EntryPanel({ entry, explorer, screen, onOpen }: Props) {
  const relations = screen.relations.filter((r) => r.entity.id === entry.id);
  const lines = linesAt(screen, entry.id).sort((a, b) => b.strength.value - a.strength.value);
  return (
    <>
      <h2><KindMark kind={entry.kind} /> {entry.name}</h2>
      <p className="acts">
        <a href={underLens(pageOf(entry))}>All about it</a>
        <a href={underLens(`/lineage/${encodeURIComponent(entry.id)}`)}>Lineage</a>
        {entry.id !== screen.centre && <a href={underLens(`/explore/${encodeURIComponent(entry.id)}`)}>Explore around it</a>}
      </p>
      <h3 className="caps">What is related to it</h3>
      <ul className="relations">
        {relations.map((r) => (
          <li key={r.predicate.id + r.direction}>
            <span>{saysOfIt(r)} it</span>
            <span className="quiet num">{thousands(r.shown)} of {thousands(r.total)}</span>
            {r.total > r.shown && <button type="button" className="textual" onClick={() => explorer.more(entry.id, [r])}>+{thousands(r.total - r.shown)} more<span className="vh">: {saysOfIt(r)} {entry.name}</span></button>}
          </li>
        ))}
      </ul>
      {relations.length === 0 && <p className="small quiet">No line of it {explorer.lens ? "passes the lens" : "is in the graph"}.</p>}
      {lines.length > 0 && <h3 className="caps">{plural(lines.length, "line", "lines")} on screen</h3>}
      <ul className="lines">
        {lines.map((line) => (
          <li key={line.id}>
            <button type="button" className="textual" onClick={() => onOpen({ type: "line", id: line.id }, true)}>{says(line, entry.id)} {screen.entries.get(otherEnd(line, entry.id))?.name}</button>
            <StrengthBar value={line.strength.value} />
          </li>
        ))}
      </ul>
    </>
  );
}
