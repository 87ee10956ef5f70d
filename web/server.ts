import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const startLimit = 60_000;

// Starts the program on a fresh database and tells the tests where it is; gives the function that ends it.
export default async function start(): Promise<() => Promise<void>> {
  const program = process.env.SECUREBASE_BIN ?? resolve(import.meta.dirname, "../bin/securebase");
  const folder = mkdtempSync(join(tmpdir(), "securebase-web-"));
  const port = await freePort();
  let said = "";
  const child = spawn(program, ["serve", "--addr", `127.0.0.1:${port}`, "--db", `sqlite:${join(folder, "pages.db")}`]);
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  let over = false;
  child.once("error", (error) => { said += String(error); over = true; });
  let stopping = false;
  child.once("close", (code, signal) => {
    over = true;
    if (!stopping) console.error(`${program} ended by itself (${signal ?? code}):\n${said}`);
  });
  child.stdout.on("data", (text) => { said += text; });
  child.stderr.on("data", (text) => { said += text; });

  process.env.SECUREBASE_URL = `http://127.0.0.1:${port}`;
  const until = Date.now() + startLimit;
  while (!(await ready(process.env.SECUREBASE_URL))) {
    if (over || Date.now() > until) {
      child.kill();
      throw new Error(`${program} did not become ready:\n${said}`);
    }
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return async () => {
    stopping = true;
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

async function ready(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/readyz`)).ok;
  } catch {
    return false; // nobody listens yet
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? found(address.port) : failed(new Error("no port"))));
    });
  });
}
