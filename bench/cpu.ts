import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Linux tells how long each thread ran; elsewhere nothing is said of processor time. */
export const cpuIsKnown = existsSync("/proc/self/schedstat");

/** Processor time in microseconds: of a server's main thread, of its compactor, and of its PostgreSQL processes. */
export interface Cpu {
  main: number;
  compactor: number;
  database: number;
}

export interface Thread {
  id: number;
  name: string;
  micros: number;
}

/** The threads of a process, oldest first. */
export function threadsOf(pid: number): Thread[] {
  const folder = `/proc/${pid}/task`;
  const ids = readdirSync(folder).map(Number);
  return ids
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const [name, micros] = [read(`${folder}/${id}/comm`), microsAt(`${folder}/${id}`)];
      return name === null || micros === null ? [] : [{ id, name: name.trim(), micros }];
    });
}

/**
 * The thread that compacts, by its name; in versions that do not name it, the worker that worked most while requests
 * were logged.
 */
export function compactorAmong(before: Thread[], after: Thread[]): Thread {
  const named = after.find(({ name }) => name === "compactor");
  if (named) return named;
  const gain = ({ id, micros }: Thread) => micros - (before.find((thread) => thread.id === id)?.micros ?? 0);
  const workers = after.filter(({ name }) => name === "WorkerThread");
  const [busiest] = workers.sort((a, b) => gain(b) - gain(a));
  if (!busiest) throw new Error("The server has no worker thread");
  return busiest;
}

const MICROS_A_TICK = 10_000; // CLK_TCK is 100 on every Linux that Node runs on

/** The processor time of a process and its children, those that ended included. */
export function treeMicros(pid: number): number {
  const children = readdirSync("/proc")
    .map(Number)
    .filter((child) => child > 0 && parentOf(child) === pid);
  const [cutime = 0, cstime = 0] = fieldsOf(pid).slice(13, 15).map(Number);
  const living = [pid, ...children].reduce((sum, id) => sum + (microsAt(`/proc/${id}`) ?? 0), 0);
  return living + (cutime + cstime) * MICROS_A_TICK;
}

/** The parent of a process; 0 when it is gone. */
export const parentOf = (pid: number): number => Number(fieldsOf(pid)[1] ?? 0);

// What follows the name in parentheses, which may hold anything: state, parent, … (proc_pid_stat(5)).
const fieldsOf = (pid: number): string[] =>
  read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ") ?? [];

const microsAt = (folder: string): number | null => {
  const text = read(`${folder}/schedstat`);
  return text === null ? null : Number(text.split(" ", 1)[0]) / 1000;
};

/** A thread may end while it is looked at. */
function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
