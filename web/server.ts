import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const startLimit = 60_000; // ms

// The program on a database of its own. It can be stopped and started again at the same address.
export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), "securebase-web-"));
  #child: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();

  private constructor(readonly port: number) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async start(): Promise<Server> {
    const server = new Server(await freePort());
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const program = process.env.SECUREBASE_BIN ?? resolve(import.meta.dirname, "../bin/securebase");
    const database = process.env.SECUREBASE_WEB_DB ?? `sqlite:${join(this.#folder, "pages.db")}`;
    const child = spawn(program, ["serve", "--addr", `127.0.0.1:${this.port}`, "--db", database]);
    this.#child = child;
    let said = "";
    let over = false;
    child.stdout.on("data", (text) => { said += text; });
    child.stderr.on("data", (text) => { said += text; });
    child.once("error", (error) => { said += String(error); over = true; });
    this.#ended = new Promise((done) => child.once("close", (code, signal) => {
      over = true;
      if (this.#child === child) console.error(`${program} ended by itself (${signal ?? code}):\n${said}`);
      done();
    }));
    const until = Date.now() + startLimit;
    while (!(await ready(this.address))) {
      if (over || Date.now() > until) {
        child.kill();
        throw new Error(`${program} did not become ready:\n${said}`);
      }
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    child?.kill("SIGTERM");
    await this.#ended;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

// Starts the server of all tests and tells them where it is; gives the function that ends it.
export default async function start(): Promise<() => Promise<void>> {
  const server = await Server.start();
  process.env.SECUREBASE_URL = server.address;
  return () => server.end();
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
