// How the picture is used and read.
export function Hints({ open }: { open: boolean }) {
  return (
    <details className="hints" open={open}>
      <summary>Keys and marks</summary>
      <dl id="explore-keys" className="small">
        <div><dt><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt><dd>along lines to a neighbour</dd></div>
        <div><dt><kbd>Enter</kbd></dt><dd>opens the entry</dd></div>
        <div><dt><kbd>L</kbd></dt><dd>opens the line you came along</dd></div>
        <div><dt><kbd>E</kbd> <kbd>C</kbd></dt><dd>expand, collapse</dd></div>
        <div><dt><kbd>P</kbd> <kbd>H</kbd></dt><dd>pin, hide</dd></div>
        <div><dt><kbd>Shift</kbd> + arrow</dt><dd>moves an entry and pins it</dd></div>
        <div><dt><kbd>Ctrl</kbd> + <kbd>Z</kbd>, <kbd>Y</kbd></dt><dd>undo, redo</dd></div>
        <div><dt><kbd>+</kbd> <kbd>−</kbd> <kbd>F</kbd></dt><dd>zoom, fit all</dd></div>
        <div><dt><kbd>Ctrl</kbd> + arrow, wheel</dt><dd>pan, zoom</dd></div>
        <div><dt>Mouse</dt><dd>a click opens an entry or a line; dragging places an entry, or pans</dd></div>
      </dl>
      <ul className="keys small">
        <li><svg className="graph key" viewBox="0 0 64 12" aria-hidden="true"><path className="edge e1" d="M0 6H14" /><path className="edge e2" d="M17 6H30" /><path className="edge e3" d="M33 6H46" /><path className="edge e4" d="M49 6H64" /></svg><span>strength: dashed under 0.25, thicker at 0.25, 0.50, 0.75</span></li>
        <li><svg className="graph key" viewBox="0 0 64 12" aria-hidden="true"><path className="edge two" d="M0 6H44" /><path className="between" d="M0 6H44" /><use className="disputed" href="#st-di" x="50" y="0" width="12" height="12" /></svg><span>in dispute</span></li>
        <li><svg className="graph key" viewBox="0 0 64 12" aria-hidden="true"><path className="edge llmline" d="M0 6H64" /></svg><span>only a language model says so</span></li>
        <li><svg className="graph key" viewBox="0 0 64 12" aria-hidden="true"><polygon className="head open" points="28,2 38,6 28,10" /></svg><span>known only through popular or secondary texts</span></li>
        <li><b className="num">+12</b><span>neighbours not on screen</span></li>
      </ul>
    </details>
  );
}
