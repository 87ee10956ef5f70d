import { useEffect, useState } from "react";

const patience = 400; // ms before a reader is told that something is under way

// Says that a page is on its way, or that the server does not answer and is asked again.
export function Waiting({ busy, reason }: { busy: boolean; reason: Error | null }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!busy) return;
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [busy]);
  if (!busy || (!late && !reason)) return null;
  return (
    <p className={`waiting${reason ? " failed" : ""}`} role="status">
      {reason ? "The server does not answer. What you read stays; it is asked again by itself." : "Reading the next page …"}
    </p>
  );
}
