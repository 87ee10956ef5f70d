import type { Bar, Option } from "./bar";
import type { Field } from "./lens";
import { Populations } from "./Populations";
import { useLensChange } from "./useLensChange";

export const titles: Record<Field, string> = {
  tier: "Sources",
  llm: "Language-model text",
  asof: "Up to the year",
  stance: "Stance",
  design: "Design",
  population: "Population",
};

// One setting of the lens. A change is seen at once.
export function Setting({ field, bar }: { field: Field; bar: Bar }) {
  switch (field) {
    case "tier":
      return <OneOf field={field} options={bar.tiers} />;
    case "llm":
      return <><OneOf field={field} options={bar.llm} /><p>Text without a source is hidden by every other setting too.</p></>;
    case "design":
      return <OneOf field={field} options={bar.designs} />;
    case "asof":
      return <UpTo year={bar.asof} />;
    case "stance":
      return <SomeOf field={field} options={bar.stances} />;
    case "population":
      return <Populations chosen={bar.populations} />;
  }
}

function OneOf({ field, options }: { field: Field; options: Option[] }) {
  const change = useLensChange();
  return (
    <ul aria-label={titles[field]}>
      {options.map(({ value, label, on }) => (
        <li key={value}><button type="button" aria-pressed={on} onClick={() => change({ [field]: value ? [value] : [] }, field)}>{label}</button></li>
      ))}
    </ul>
  );
}

function SomeOf({ field, options }: { field: Field; options: Option[] }) {
  const change = useLensChange();
  const values = (changed: string, on: boolean): string[] =>
    options.filter((option) => (option.value === changed ? on : option.on)).map(({ value }) => value);
  return (
    <fieldset>
      <legend>Only what</legend>
      {options.map(({ value, label, on }) => (
        <label key={value}>
          <input type="checkbox" id={`lens-${field}-${value}`} defaultChecked={on} onChange={({ target }) => change({ [field]: values(value, target.checked) }, field, target.id)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function UpTo({ year }: { year: string }) {
  const change = useLensChange();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get("year");
        change({ asof: typed ? [String(typed)] : [] }, "asof");
      }}
    >
      <label>{titles.asof} <input name="year" inputMode="numeric" pattern="[1-9][0-9]{0,3}" title="A year, such as 1990" defaultValue={year} size={6} autoComplete="off" /></label>
      <button className="btn main">Look</button>
      {year && <button type="button" className="btn" onClick={() => change({ asof: [] }, "asof")}>All years</button>}
      <p>What is dated later is hidden, and what has no date.</p>
    </form>
  );
}
