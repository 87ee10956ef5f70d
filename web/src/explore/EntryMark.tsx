import { memo, type PointerEvent, type FocusEvent } from "react";
import { boxOf, centreHeight, centreWidth, radius, saysRoom } from "./place";
import type { Entry } from "./screen";
import type { Place } from "./view";
import { kindWords, labelLines, shortSays } from "./words";

interface Props {
  entry: Entry;
  place: Place;
  isCentre: boolean;
  says: string; // its relation
  strength: string;
  more: number;
  pinned: boolean;
  current: boolean;
  selected: boolean;
  onFocus: (event: FocusEvent<SVGGElement>) => void;
  onPointerDown: (event: PointerEvent<SVGGElement>) => void;
}

// An entry in the picture: mark, name, and what it says of the centre.
export const EntryMark = memo(function EntryMark(props: Props) {
  const { entry, place, isCentre, says, strength, more, pinned, current, selected } = props;
  const { mark, word } = kindWords(entry.kind);
  const label = [entry.name, word.toLowerCase(), says && `${says}${strength && `, strength ${strength}`}`, pinned && "pinned",
    more > 0 && `${more} more around it`].filter(Boolean).join(", ");
  return (
    <g className={`entry${isCentre ? " centre" : ""}${selected ? " selected" : ""}`} transform={`translate(${place.x} ${place.y})`}
      role="option" aria-selected={selected} aria-label={label} tabIndex={current ? 0 : -1} data-id={entry.id} data-mark={mark}
      onFocus={props.onFocus} onPointerDown={props.onPointerDown}>
      <title>{entry.name}</title>
      {isCentre ? <Pill entry={entry} mark={mark} more={more} /> : <Labelled {...props} mark={mark} />}
    </g>
  );
});

function Pill({ entry, mark, more }: { entry: Entry; mark: string; more: number }) {
  const width = centreWidth(entry.name);
  const [name = ""] = labelLines(entry.name, 30);
  return (
    <>
      <rect className={`pill ${mark}`} x={-width / 2} y={-centreHeight / 2} width={width} height={centreHeight} rx={centreHeight / 2} />
      <use className={`k ${mark}`} href={`#k-${mark}`} x={-width / 2 + 14} y={-17} width={34} height={34} />
      <text className="centrename" x={22} y={more > 0 ? 3 : 7} textAnchor="middle">{name}</text>
      {more > 0 && <text className="meta" x={22} y={21} textAnchor="middle">+{more} more</text>}
    </>
  );
}

function Labelled({ entry, place, says, strength, more, pinned, mark }: Props & { mark: string }) {
  const lines = labelLines(entry.name);
  const { side } = place;
  const box = boxOf({ x: 0, y: 0, side }, entry.name);
  const upright = side === "a" || side === "b";
  const x = upright ? 0 : side === "l" ? -radius - 8 : radius + 8;
  const anchor = upright ? "middle" : side === "l" ? "end" : "start";
  const top = side === "b" ? radius + 16 : side === "a" ? -radius - 8 - lines.length * 16 : -lines.length * 8 + 5;
  return (
    <>
      <rect className="ground" x={box.x0 - 2} y={box.y0 - 2} width={box.x1 - box.x0 + 4} height={box.y1 - box.y0 + 4} rx={4} />
      <use className={`k ${mark}`} href={`#k-${mark}`} x={-radius} y={-radius} width={2 * radius} height={2 * radius} />
      {pinned && <circle className="pin" cx={radius - 1} cy={-radius + 1} r={4} />}
      {lines.map((line, i) => <text key={i} className="name" x={x} y={top + i * 16} textAnchor={anchor}>{line}</text>)}
      <text className="meta" x={x} y={top + lines.length * 16} textAnchor={anchor}>
        {shortSays(says, saysRoom(entry.name))} <tspan className="number">{strength}</tspan>{more > 0 && ` +${more}`}
      </text>
    </>
  );
}
