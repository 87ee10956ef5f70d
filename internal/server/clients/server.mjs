// A server of the knowledge that comes with the program; see main.go.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export async function serve() {
  const child = spawn("go", ["run", "."], { cwd: import.meta.dirname, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    return {
      address: line,
      change: () => child.stdin.write("\n"),
      stop: () => { child.stdin.end(); return ended; },
    };
  }
  throw new Error("the server did not start");
}
