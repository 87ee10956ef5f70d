import type { CompanionProps } from "../shell/Islands";
import { CopyAll } from "./CopyAll";

// The copy buttons of a page. What is taken away has its own, in its dialog.
export default function Copies({ content }: CompanionProps) {
  return <CopyAll within={content} except="[data-live]" />;
}
