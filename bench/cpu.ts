import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Only Linux reports the CPU time of each thread. */
export const cpuIsKnown = existsSync("/proc/self/schedstat");

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
 * The compactor's thread, if there is one, by its name. In versions without a name, it is the worker thread that used the
 * most CPU time while requests were logged.
 */
export function compactorAmong(before: Thread[], after: Thread[]): Thread | undefined {
  const named = after.find(({ name }) => name === "compactor");
  if (named) return named;
  const gain = ({ id, micros }: Thread) => micros - (before.find((thread) => thread.id === id)?.micros ?? 0);
  const workers = after.filter(({ name }) => name === "WorkerThread");
  return workers.toSorted((a, b) => gain(b) - gain(a))[0];
}

const MICROS_A_TICK = 10_000; // CLK_TCK is 100 on every Linux that Node runs on

/** The CPU time of a process and its children, including children that have ended. */
export function treeMicros(pid: number): number {
  const children = readdirSync("/proc")
    .map(Number)
    .filter((child) => child > 0 && parentOf(child) === pid);
  const [cutime = 0, cstime = 0] = fieldsOf(pid).slice(13, 15).map(Number);
  const living = [pid, ...children].reduce((sum, id) => sum + (microsAt(`/proc/${id}`) ?? 0), 0);
  return living + (cutime + cstime) * MICROS_A_TICK;
}

/** The parent of a process; 0 if it has ended. */
export const parentOf = (pid: number): number => Number(fieldsOf(pid)[1] ?? 0);

// The fields after the name in parentheses, which can contain any character: state, parent, … (proc_pid_stat(5)).
const fieldsOf = (pid: number): string[] =>
  read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ") ?? [];

const microsAt = (folder: string): number | null => {
  const text = read(`${folder}/schedstat`);
  return text === null ? null : Number(text.split(" ", 1)[0]) / 1000;
};

/** A thread can end while it is being read. */
function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
