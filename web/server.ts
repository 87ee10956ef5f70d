import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const startLimit = 120_000; // ms

export type Database = "sqlite" | "neo4j";

// The program on a database of its own. It can be stopped and started again at the same address.
export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), "securebase-web-"));
  #neo4j: Program | null = null;
  #program: Program | null = null;

  private constructor(readonly port: number) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async start(database: Database = "sqlite"): Promise<Server> {
    const server = new Server(await freePort());
    if (database === "neo4j") {
      const neo4j = new Program(process.env.SECUREBASE_NEO4J_BIN ?? resolve(root, ".cache/neo4jtest"), []);
      await neo4j.until(() => Promise.resolve(neo4j.said.includes("password")));
      server.#neo4j = neo4j;
    }
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const told = (name: string): string => new RegExp(`^${name} +(\\S+)$`, "m").exec(this.#neo4j?.said ?? "")?.[1] ?? "";
    const db = this.#neo4j ? told("bolt") : `sqlite:${join(this.#folder, "pages.db")}`;
    this.#program = new Program(process.env.SECUREBASE_BIN ?? resolve(root, "bin/securebase"),
      ["serve", "--addr", `127.0.0.1:${this.port}`, "--db", db],
      { SECUREBASE_NEO4J_USER: told("user"), SECUREBASE_NEO4J_PASSWORD: told("password") });
    await this.#program.until(() => ready(this.address));
  }

  async stop(): Promise<void> {
    await this.#program?.stop();
  }

  async end(): Promise<void> {
    await this.stop();
    await this.#neo4j?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const root = resolve(import.meta.dirname, "..");

// A program under way, and what it said.
class Program {
  said = "";
  #over = false;
  #stopping = false;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor(readonly path: string, args: string[], environment: Record<string, string> = {}) {
    const child = spawn(path, args, { cwd: root, env: { ...process.env, ...environment } });
    this.#child = child;
    child.stdout.on("data", (text) => { this.said += text; });
    child.stderr.on("data", (text) => { this.said += text; });
    this.#ended = new Promise((done) => {
      child.once("error", (error) => { this.said += String(error); this.#over = true; done(); });
      child.once("close", (code, signal) => {
        this.#over = true;
        if (!this.#stopping) console.error(`${path} ended by itself (${signal ?? code}):\n${this.said}`);
        done();
      });
    });
  }

  async until(condition: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + startLimit;
    while (!(await condition())) {
      if (this.#over || Date.now() > end) {
        await this.stop();
        throw new Error(`${this.path} did not become ready:\n${this.said}`);
      }
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill("SIGTERM");
    await this.#ended;
  }
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
