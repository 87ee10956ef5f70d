import { Fragment, type MouseEvent } from "react";
import { underLens } from "../lens/lens";
import type { Selection } from "./Explore";
import { groupsOf, moreAt, saysOfIt, says, teamsOf, type Row, type Screen } from "./screen";
import { KindMark, StanceSign, StrengthBar } from "./signs";
import type { Explorer } from "./useExplorer";
import { edgePage, pageOf, stanceCounts, stanceMark, thousands } from "./words";

interface Props {
  explorer: Explorer;
  screen: Screen;
  onOpen: (selection: Selection, byKey?: boolean) => void;
}

// The same as the picture in rows. Its text is what the server's page has without the script.
export function Twin({ explorer, screen, onOpen }: Props) {
  const { data, more } = explorer;
  const centre = screen.entries.get(screen.centre)?.name ?? "";
  return (
    <section className="twin" aria-labelledby="h-twin">
      <h2 id="h-twin" tabIndex={-1}>The same, as a table</h2>
      <p className="narrow small quiet">The picture is folded away on a screen as narrow as this; the table does all that it does.</p>
      <table>
        <thead><tr><th scope="col">Neighbour</th><th scope="col">Relation</th><th scope="col">Strength</th><th scope="col">Teams</th><th scope="col">Stance</th><th scope="col"><span className="vh">Claims</span></th></tr></thead>
        {groupsOf(screen, data).map((group) => (
          <tbody key={group.id}>
            <tr className="sector"><th scope="rowgroup" colSpan={6}>{group.title}</th></tr>
            {group.rows.map((row) => <LineRow key={row.line.id} row={row} explorer={explorer} screen={screen} onOpen={onOpen} />)}
            {group.more.map((relation) => (
              <tr key={relation.predicate.id + relation.direction} className="more">
                <td><button type="button" className="textual" onClick={() => more(screen.centre, [relation])}>+{thousands(relation.total - relation.shown)} more</button></td>
                <td className="quiet" colSpan={5}>{saysOfIt(relation)} {centre}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function LineRow({ row: { line, from, to }, explorer, screen, onOpen }: Props & { row: Row }) {
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen({ type: "line", id: line.id }, true);
  };
  return (
    <tr data-row={line.id}>
      <td><a className="ent" href={underLens(pageOf(from))}><KindMark kind={from.kind} />{from.name}</a></td>
      <td className="quiet">{says(line, from.id)} {to.name}</td>
      <td><StrengthBar value={line.strength.value} /></td>
      <td className="num">{line.strength.llmOnly ? <span className="llm">LLM</span> : teamsOf(line)}</td>
      <td><StanceSign mark={stanceMark(line)}>{stanceCounts(line)}</StanceSign></td>
      <td className="does">
        <a href={underLens(edgePage(line.id))} onClick={open}>Claims<span className="vh">: {from.name} {says(line, from.id)} {to.name}</span></a>
        <RowTools id={from.id} name={from.name} explorer={explorer} screen={screen} />
      </td>
    </tr>
  );
}

// What the picture's tools do, for the neighbour of a row; signs only, so that the text stays that of the page.
function RowTools({ id, name, explorer, screen }: { id: string; name: string; explorer: Explorer; screen: Screen }) {
  const left = moreAt(screen, id);
  const tools = [
    { label: `Expand ${name}: ${thousands(left)} more`, sign: "M8 3V13M3 8H13", does: explorer.more, can: left > 0 },
    { label: `Collapse ${name}`, sign: "M3 8H13", does: explorer.collapse, can: explorer.collapsible(id).length > 0 },
    { label: `${explorer.pinned(id) ? "Unpin" : "Pin"} ${name}`, sign: "M8 9V14M5 9H11L10 6V2H6V6Z", does: explorer.pin, can: true, on: explorer.pinned(id) },
    { label: `Hide ${name}`, sign: "M4 4L12 12M12 4L4 12", does: explorer.hide, can: true },
  ];
  return (
    <Fragment>
      {tools.filter(({ can }) => can).map(({ label, sign, does, on }) => (
        <button key={sign} type="button" className={on ? "sign on" : "sign"} aria-label={label} title={label} onClick={() => does(id)}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d={sign} /></svg>
        </button>
      ))}
    </Fragment>
  );
}
