// What a file says of where it comes from.
export interface Caption {
  title: string;
  address: string;
  version: string; // of the graph
}

export const licence = "Wording of the data: CC BY 4.0, Secure Base contributors";
const licenceAddress = "https://creativecommons.org/licenses/by/4.0/";

export function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const painted = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight",
  "letter-spacing", "text-anchor", "paint-order", "opacity"];
const margin = 28;
const foot = 44; // room for the lines that say what it is

interface Bounds {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

// A drawing as a file that stands alone: colours as they are now, shapes in place, and what it is below it. Bounds are
// those of the drawing, in its own units.
export async function svgOf(drawing: SVGElement, bounds: Bounds, caption: Caption): Promise<string> {
  const copy = document.createElementNS("http://www.w3.org/2000/svg", "g");
  copy.append(...[...drawing.childNodes].map((node) => node.cloneNode(true)));
  paint(drawing, copy);
  const page = getComputedStyle(document.body);
  const box = { x: bounds.x0 - margin, y: bounds.y0 - 2 * margin, w: bounds.x1 - bounds.x0 + 2 * margin, h: bounds.y1 - bounds.y0 + 3 * margin + foot };
  const out = document.implementation.createDocument("http://www.w3.org/2000/svg", "svg");
  const root = out.documentElement;
  root.setAttribute("viewBox", [box.x, box.y, box.w, box.h].map(Math.round).join(" "));
  root.setAttribute("width", String(Math.round(box.w)));
  root.setAttribute("height", String(Math.round(box.h)));
  root.setAttribute("role", "img");
  const add = (name: string, text: string, attributes: Record<string, string> = {}): void => {
    const element = out.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    root.append(element);
  };
  add("title", caption.title);
  add("desc", `${caption.address} Graph version ${caption.version}. ${licence}, ${licenceAddress}`);
  add("rect", "", { x: String(box.x), y: String(box.y), width: String(box.w), height: String(box.h), fill: page.backgroundColor });
  root.append(out.adoptNode(copy));
  const line = { x: String(box.x + margin), fill: page.color, "font-family": page.fontFamily, "font-size": "12" };
  add("text", `${caption.title} · graph version ${caption.version.slice(0, 12)} · ${licence}`, { ...line, y: String(box.y + box.h - 34) });
  add("text", clipped(caption.address, Math.floor(box.w / 6.5)), { ...line, y: String(box.y + box.h - 16) });
  // The style is put into the text, since the page's policy would take one that is made here for its own.
  const style = `<style>${await fontFace()}</style>`;
  return new XMLSerializer().serializeToString(out).replace("</desc>", () => `</desc>${style}`);
}

const clipped = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

// Writes the look of everything into a copy, and puts shapes where they are only referred to.
function paint(from: Element, to: Element): void {
  const children = [...from.children];
  [...to.children].forEach((copy, i) => {
    const original = children[i];
    if (!original) return;
    const style = getComputedStyle(original);
    if (style.display === "none" || original.matches(".reach, .ground")) return copy.remove();
    if (original instanceof SVGUseElement) return copy.replaceWith(shapeOf(original, style));
    if (!original.matches("g, title")) for (const name of painted) copy.setAttribute(name, style.getPropertyValue(name));
    if (original instanceof SVGAElement) copy.setAttribute("href", new URL(original.href.baseVal, location.href).href);
    for (const name of [...copy.getAttributeNames()]) if (/^(class|role|tabindex|data-|aria-)/.test(name)) copy.removeAttribute(name);
    paint(original, copy);
  });
}

function shapeOf(use: SVGUseElement, style: CSSStyleDeclaration): SVGElement {
  const symbol = document.querySelector(use.href.baseVal);
  const [x0 = 0, y0 = 0, width = 1] = symbol?.getAttribute("viewBox")?.split(" ").map(Number) ?? [];
  const scale = use.width.baseVal.value / width;
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  group.setAttribute("transform", `translate(${use.x.baseVal.value - x0 * scale} ${use.y.baseVal.value - y0 * scale}) scale(${scale})`);
  const line = style.getPropertyValue("--kl");
  for (const child of symbol?.children ?? []) {
    const shape = child.cloneNode(true) as SVGElement;
    if (line) {
      const isText = shape.tagName === "text";
      shape.setAttribute("fill", isText ? line : style.getPropertyValue("--kf"));
      if (isText) for (const [name, value] of [["font-family", getComputedStyle(document.body).fontFamily], ["font-size", shape.classList.contains("n") ? "10.5" : "12.5"], ["font-weight", "650"], ["text-anchor", "middle"]] as const) shape.setAttribute(name, value);
      else for (const [name, value] of [["stroke", line], ["stroke-width", "1.6"], ["stroke-linejoin", "round"]] as const) shape.setAttribute(name, value);
      shape.removeAttribute("class");
    }
    group.append(shape);
  }
  if (!line) group.setAttribute("color", style.color);
  return group;
}

// The face of the labels, within the file.
async function fontFace(): Promise<string> {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.href?.startsWith(location.origin) ? sheet.cssRules : []) {
      if (!(rule instanceof CSSFontFaceRule) || !/Commissioner/.test(rule.style.getPropertyValue("font-family"))) continue;
      const address = /url\("?([^")]+)/.exec(rule.style.getPropertyValue("src"))?.[1];
      if (!address || !rule.style.getPropertyValue("unicode-range").startsWith("U+0-FF") && !/U\+0{1,4}-/i.test(rule.style.getPropertyValue("unicode-range"))) continue;
      const bytes = new Uint8Array(await (await fetch(new URL(address, sheet.href ?? location.href))).arrayBuffer());
      const text = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
      return `@font-face{font-family:"Commissioner";font-weight:100 900;src:url(data:font/woff2;base64,${text}) format("woff2")}`;
    }
  }
  return "";
}

const faceTime = 300; // ms that the face within the file takes to be read, which nothing tells of
const sharpness = 2; // pixels of the file for one of the picture

export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  image.src = address;
  await image.decode();
  await new Promise((wait) => setTimeout(wait, faceTime));
  const canvas = document.createElement("canvas");
  const scale = Math.min(sharpness, 8000 / Math.max(image.width, image.height));
  canvas.width = image.width * scale;
  canvas.height = image.height * scale;
  const pen = canvas.getContext("2d");
  pen?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture could not be drawn."))), "image/png"));
}
